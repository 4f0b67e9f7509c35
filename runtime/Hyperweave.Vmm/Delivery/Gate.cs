namespace Hyperweave.Vmm.Delivery;

/// <summary>An IDT entry: 8 bytes, and bits 63..32 of the offset in long mode (Intel SDM 3A 6.11, 6.14.1).</summary>
internal readonly record struct Gate(ulong Low, uint OffsetHigh)
{
    public const int TaskGate = 5, InterruptGate16 = 6, TrapGate16 = 7, InterruptGate = 14, TrapGate = 15;

    public ushort Selector => (ushort)(Low >> 16);
    public ulong Offset => Low & 0xFFFF | Low >> 32 & 0xFFFF_0000 | (ulong)OffsetHigh << 32;
    public int Type => (int)(Low >> 40) & 31;
    public int Dpl => (int)(Low >> 45) & 3;
    public bool IsPresent => (Low >> 47 & 1) != 0;
    public bool Is16Bit => Type is InterruptGate16 or TrapGate16;
    public bool ClearsInterruptFlag => Type is InterruptGate or InterruptGate16;
    public int StackTable => (int)(Low >> 32) & 7;
}
