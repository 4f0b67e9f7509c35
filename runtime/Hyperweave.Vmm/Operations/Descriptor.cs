namespace Hyperweave.Vmm.Operations;

/// <summary>A segment descriptor, or the first 8 bytes of a system descriptor (Intel SDM 3A 3.4.5).</summary>
public readonly record struct Descriptor(ulong Raw)
{
    private const uint AccessedBit = 1 << 8;

    public uint Attributes => (uint)(Raw >> 32) & 0x00F0_FF00;
    public bool IsCodeOrData => (Attributes & ProcessorMode.SystemSegment) != 0;
    public bool IsCode => IsCodeOrData && (Attributes & 1 << 11) != 0;
    public bool IsConforming => IsCode && (Attributes & 1 << 10) != 0;
    public bool IsWritableData => IsCodeOrData && !IsCode && (Attributes & 1 << 9) != 0;
    public bool IsReadable => IsCodeOrData && (!IsCode || (Attributes & 1 << 9) != 0);
    public bool IsAccessed => (Attributes & AccessedBit) != 0;
    public bool IsPresent => (Attributes & ProcessorMode.Present) != 0;
    public bool IsLong => (Attributes & ProcessorMode.LongCode) != 0;
    public bool IsBig => (Attributes & ProcessorMode.DefaultBig) != 0;
    public int Dpl => (int)(Raw >> 45) & 3;
    /// <summary>In a TSS's descriptor: the task runs, or a nested one above it.</summary>
    internal const ulong BusyBit = 1UL << 41;

    /// <summary>A TSS of 16 or 32 bits, busy or not.</summary>
    public bool IsTask => !IsCodeOrData && (Type & 5) == 1;
    public bool IsBusy => (Raw & BusyBit) != 0;
    /// <summary>The type field: for system descriptors 2 LDT, 9 available TSS, 11 busy TSS, 12 call gate.</summary>
    public int Type => (int)(Raw >> 40) & 15;

    public uint Base => (uint)(Raw >> 16 & 0xFF_FFFF | Raw >> 32 & 0xFF00_0000);

    /// <summary>In bytes, after granularity.</summary>
    public uint Limit
    {
        get
        {
            uint limit = (uint)(Raw & 0xFFFF | Raw >> 32 & 0xF_0000);
            return (Attributes & ProcessorMode.Granularity) != 0 ? limit << 12 | 0xFFF : limit;
        }
    }

    public Descriptor WithAccessed() => new(Raw | (ulong)AccessedBit << 32);

    public Segment ToSegment(ushort selector) => new() { Base = Base, Limit = Limit, Attributes = Attributes, Selector = selector };
}
