namespace Hyperweave.Vmm.Devices.Virtio;

/// <summary>Writes virtio's capabilities (Virtio 1.0, section 4.1.4: struct virtio_pci_cap) into configuration space, chained; all are about BAR 0.</summary>
internal sealed class CapabilityList(PciConfigurationSpace space, int first)
{
    private const byte VendorSpecific = 9, Length = 16;

    private int _next = first, _link = PciRegister.Capabilities;

    /// <param name="extra">The word that follows in some types.</param>
    /// <returns>Where it stands.</returns>
    public int Add(byte type, uint offset, uint length, uint? extra = null)
    {
        int at = _next, size = Length + (extra is null ? 0 : sizeof(uint));
        space.Set(_link, (byte)at);
        space.Set(at, VendorSpecific);
        space.Set(at + 2, (byte)size);
        space.Set(at + 3, type);
        space.Set(at + 8, offset);
        space.Set(at + 12, length);
        if (extra is { } word) space.Set(at + 16, word);
        (_link, _next) = (at + 1, at + size);
        return at;
    }
}
