using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Hyperweave.Guest;

/// <summary>The global descriptor table: flat code and data for ring 0 and 3, and one task-state segment.</summary>
public static unsafe class Gdt
{
    /// <summary>Null, four segments, and the TSS descriptor, which takes two entries in 64-bit mode.</summary>
    public const int Entries = 7;

    // Access byte (Intel SDM 3A 3.4.5): present, DPL, S, type. Flags: granularity, L for 64-bit code, D/B for data.
    private const byte CodeAccess = 0x9B;
    private const byte DataAccess = 0x93;
    private const byte Ring3 = 0x60;
    private const byte CodeFlags = 0xA;
    private const byte DataFlags = 0xC;
    private const byte AvailableTaskState = 0x89;

    private static Table s_table;

    /// <summary>Builds the table and makes it the processor's, with all segment registers and the task register.</summary>
    public static void Load()
    {
        fixed (Table* table = &s_table)
        {
            Build((ulong*)table, TaskState.Address);
            Cpu.Lgdt(new DescriptorTablePointer { Limit = (Entries * 8) - 1, Base = (ulong)table });
        }
        Cpu.LoadSegments(SegmentSelectors.KernelCode, SegmentSelectors.KernelData);
        Cpu.Ltr(SegmentSelectors.TaskState);
    }

    /// <summary>Writes the seven entries.</summary>
    internal static void Build(ulong* table, ulong taskState)
    {
        table[0] = 0;
        table[SegmentSelectors.KernelCode >> 3] = Flat(CodeAccess, CodeFlags);
        table[SegmentSelectors.KernelData >> 3] = Flat(DataAccess, DataFlags);
        table[SegmentSelectors.UserData >> 3] = Flat(DataAccess | Ring3, DataFlags);
        table[SegmentSelectors.UserCode >> 3] = Flat(CodeAccess | Ring3, CodeFlags);
        table[SegmentSelectors.TaskState >> 3] = SystemLow(AvailableTaskState, taskState, TaskState.Size - 1);
        table[(SegmentSelectors.TaskState >> 3) + 1] = taskState >> 32;
    }

    /// <summary>A segment of base 0 and limit 4 GiB.</summary>
    internal static ulong Flat(byte access, byte flags) => 0x000F_0000_0000_FFFF | ((ulong)access << 40) | ((ulong)flags << 52);

    /// <summary>The first half of a 16-byte system descriptor (Intel SDM 3A 7.2.3); the second is the address's upper 32 bits.</summary>
    internal static ulong SystemLow(byte access, ulong address, uint limit) =>
        (limit & 0xFFFF) | ((address & 0xFF_FFFF) << 16) | ((ulong)access << 40)
        | ((ulong)(limit >> 16 & 0xF) << 48) | ((address >> 24 & 0xFF) << 56);

    [StructLayout(LayoutKind.Sequential)]
    private struct Table
    {
        internal fixed ulong Entry[Entries];
    }
}
