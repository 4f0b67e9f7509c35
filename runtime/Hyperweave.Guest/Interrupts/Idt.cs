using System.Runtime.InteropServices;

namespace Hyperweave.Guest;

/// <summary>The interrupt descriptor table: 256 gates to the stubs of <see cref="Trap"/> (Intel SDM 3A 6.14.1).</summary>
public static unsafe class Idt
{
    internal const int Vectors = 256;
    internal const int GateSize = 16;
    private const byte InterruptGate = 0x8E;
    private const byte Ring3 = 0x60;
    private const byte Breakpoint = 3;
    private const byte DoubleFault = 8;

    private static Table s_table;

    /// <summary>Fills the table and makes it the processor's.</summary>
    public static void Load()
    {
        fixed (Table* storage = &s_table)
        {
            var table = (byte*)storage;
            for (var vector = 0; vector < Vectors; vector++)
                WriteGate(table + (vector * GateSize), (byte)vector, Trap.StubAddress((byte)vector));
            Cpu.Lidt(new DescriptorTablePointer { Limit = (Vectors * GateSize) - 1, Base = (ulong)table });
        }
    }

    // Interrupt gates clear IF on the way in. Ring 3 may raise INT3 only.
    private static void WriteGate(byte* gate, byte vector, ulong target)
    {
        var type = vector == Breakpoint ? (byte)(InterruptGate | Ring3) : InterruptGate;
        var stack = vector == DoubleFault ? TaskState.DoubleFaultStackIndex : (byte)0;
        Encode((ulong*)gate, target, SegmentSelectors.KernelCode, stack, type);
    }

    /// <summary>One 16-byte gate: target, code selector, interrupt stack 0–7 (0 for none), type with P and DPL.</summary>
    internal static void Encode(ulong* gate, ulong target, ushort selector, byte stack, byte type)
    {
        gate[0] = (target & 0xFFFF) | ((ulong)selector << 16) | ((ulong)stack << 32) | ((ulong)type << 40) | ((target >> 16 & 0xFFFF) << 48);
        gate[1] = target >> 32;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Table
    {
        internal fixed byte Bytes[Vectors * GateSize];
    }
}
