namespace Hyperweave.Vmm.Devices.Virtio;

/// <summary>
/// The capability through which a BAR can be reached from configuration space (Virtio 1.0, section 4.1.4.7), for drivers that cannot
/// map memory yet: they write offset and length, and access the data word.
/// </summary>
internal sealed class PciAccessWindow
{
    private const int Offset = 8, Length = 12, Data = 16;

    private readonly PciConfigurationSpace _space;
    private readonly IPciMemory _memory;
    private readonly int _capability;
    private readonly uint _barLength;

    public PciAccessWindow(PciConfigurationSpace space, int capability, IPciMemory memory, uint barLength)
    {
        (_space, _capability, _memory, _barLength) = (space, capability, memory, barLength);
        space.AllowWrites(capability + Offset, uint.MaxValue);
        space.AllowWrites(capability + Length, uint.MaxValue);
    }

    public bool Covers(int offset) => offset >= _capability + Data && offset < _capability + Data + sizeof(uint);

    public uint Read() => IsSound(out uint offset, out int width) ? _memory.ReadMemory(offset, width) : 0;

    public void Write(uint value)
    {
        if (IsSound(out uint offset, out int width)) _memory.WriteMemory(offset, width, value);
    }

    private bool IsSound(out uint offset, out int width)
    {
        offset = _space.Register(_capability + Offset);
        width = (int)_space.Register(_capability + Length);
        return width is 1 or 2 or 4 && offset % width == 0 && offset < _barLength;
    }
}
