namespace Hyperweave.Vmm.Devices;

/// <summary>A device behind guest-physical memory. Registers are 32 bits wide at multiples of four.</summary>
public interface IMemoryDevice
{
    uint Read(uint offset);
    void Write(uint offset, uint value);
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
        if (!Find(physical, out var range)) return ulong.MaxValue >> 64 - 8 * width;
        uint offset = (uint)(physical - range.Start);
        uint register = range.Device.Read(offset & ~3u);
        return register >> (int)(offset & 3) * 8 & ulong.MaxValue >> 64 - 8 * width;
    }

    /// <summary>Narrow writes reach the register as a 32-bit value with the other bytes zero.</summary>
    public void Write(ulong physical, int width, ulong value)
    {
        if (width == 8)
        {
            Write(physical, 4, (uint)value);
            Write(physical + 4, 4, value >> 32);
        }
        else if (Find(physical, out var range))
        {
            uint offset = (uint)(physical - range.Start);
            range.Device.Write(offset & ~3u, (uint)value << (int)(offset & 3) * 8);
        }
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
