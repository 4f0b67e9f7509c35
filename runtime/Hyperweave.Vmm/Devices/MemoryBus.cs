namespace Hyperweave.Vmm.Devices;

/// <summary>A device behind guest-physical memory. Registers are 32 bits wide at multiples of four, where it does not say otherwise.</summary>
public interface IMemoryDevice
{
    uint Read(uint offset);
    void Write(uint offset, uint value);

    /// <param name="width">1, 2 or 4 bytes, not crossing a register.</param>
    uint Read(uint offset, int width) => Read(offset & ~3u) >> (int)(offset & 3) * 8 & (uint)(ulong.MaxValue >> 64 - 8 * width);

    /// <summary>Narrow writes reach the register as a 32-bit value with the other bytes zero.</summary>
    void Write(uint offset, int width, uint value) => Write(offset & ~3u, value << (int)(offset & 3) * 8);
}

/// <summary>Guest-physical memory that is not RAM: devices, and elsewhere nothing, which reads as ones.</summary>
public sealed class MemoryBus
{
    private readonly record struct Range(ulong Start, ulong Length, IMemoryDevice Device);

    private readonly List<Range> _ranges = [];

    public void Attach(ulong start, ulong length, IMemoryDevice device) => _ranges.Add(new Range(start, length, device));

    /// <param name="width">1, 2, 4 or 8 bytes; not crossing a register but for 8.</param>
    public ulong Read(ulong physical, int width)
    {
        if (width == 8) return Read(physical, 4) | Read(physical + 4, 4) << 32;
        return Find(physical, out var range) ? range.Device.Read((uint)(physical - range.Start), width) : ulong.MaxValue >> 64 - 8 * width;
    }

    public void Write(ulong physical, int width, ulong value)
    {
        if (width == 8)
        {
            Write(physical, 4, (uint)value);
            Write(physical + 4, 4, value >> 32);
        }
        else if (Find(physical, out var range)) range.Device.Write((uint)(physical - range.Start), width, (uint)value);
    }

    private bool Find(ulong physical, out Range found)
    {
        foreach (var range in _ranges)
        {
            found = range;
            if (physical - range.Start < range.Length) return true;
        }
        found = default;
        return false;
    }
}
