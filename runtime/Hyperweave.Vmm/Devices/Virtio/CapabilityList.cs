namespace Hyperweave.Vmm.Devices.Virtio;

/// <summary>Writes virtio's capabilities (Virtio 1.0, section 4.1.4: struct virtio_pci_cap) and MSI-X's into configuration space, chained; all are about BAR 0.</summary>
internal sealed class CapabilityList(PciConfigurationSpace space, int first)
{
    private const byte VendorSpecific = 9, Length = 16;

    private int _next = first, _link = PciRegister.Capabilities;

    /// <param name="extra">The word that follows in some types.</param>
    /// <returns>Where it stands.</returns>
    public int Add(byte type, uint offset, uint length, uint? extra = null)
    {
        int size = Length + (extra is null ? 0 : sizeof(uint)), at = Link(VendorSpecific, size);
        space.Set(at + 2, (byte)size);
        space.Set(at + 3, type);
        space.Set(at + 8, offset);
        space.Set(at + 12, length);
        if (extra is { } word) space.Set(at + 16, word);
        return at;
    }

    /// <summary>MSI-X (PCI Local Bus 3.0, section 6.8.2): where table and pending bits lie.</summary>
    public int AddMessages(int count, uint table, uint pending)
    {
        const byte messages = 0x11, length = 12;
        int at = Link(messages, length);
        space.Set(at + 2, (ushort)(count - 1));
        space.Set(at + 4, table);
        space.Set(at + 8, pending);
        space.AllowWrites(at, (uint)(MessageTable.Enable | MessageTable.FunctionMask) << 16);
        return at;
    }

    private int Link(byte identifier, int size)
    {
        int at = _next;
        space.Set(_link, (byte)at);
        space.Set(at, identifier);
        (_link, _next) = (at + 1, at + size);
        return at;
    }
}
