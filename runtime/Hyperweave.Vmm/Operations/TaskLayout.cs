namespace Hyperweave.Vmm.Operations;

/// <summary>
/// Where a task-state segment has its fields (Intel SDM 3A 7.2.1, 7.6). Those that a switch saves and loads follow each other, 2 or
/// 4 bytes each: EIP, EFLAGS, eight registers, the selectors ES, CS, SS, DS (and FS, GS), LDT.
/// </summary>
internal readonly record struct TaskLayout(bool Is32Bit)
{
    internal const int Eip = 0, Eflags = 1, Registers = 2, Selectors = 10, MostFields = 17;
    /// <summary>Bytes: the link to the interrupted task in both; of a 32-bit one CR3 and the debug trap flag.</summary>
    internal const uint Link = 0, Cr3 = 0x1C, Trap = 0x64;
    /// <summary>Bit 3 of a system descriptor's type.</summary>
    private const uint Is32BitType = 1 << 11;

    internal static TaskLayout Of(uint attributes) => new((attributes & Is32BitType) != 0);

    /// <summary>A smaller limit is #TS.</summary>
    internal uint LeastLimit => Is32Bit ? 0x67u : 0x2B;
    internal int FieldSize => Is32Bit ? 4 : 2;
    internal uint FirstField => Is32Bit ? 0x20u : 0x0E;
    internal int SelectorCount => Is32Bit ? 6 : 4;
    internal int LocalTable => Selectors + SelectorCount;
}
