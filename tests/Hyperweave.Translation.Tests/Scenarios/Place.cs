namespace Hyperweave.Translation.Tests.Scenarios;

/// <summary>Where things stand in a scenario's image: RAM at its own addresses, and the arena, whose pages a scenario maps as it likes.</summary>
internal static class Place
{
    internal const uint Image = 0x10_0000, Gdt = 0x10_1000, Idt = 0x10_2000, Task = 0x10_3000;
    /// <summary>Live tables: level 4, its level 3, the level 2 of the first GiB (2 MiB pages); the arena's levels 2 and 1.</summary>
    internal const uint Level4 = 0x10_4000, Level3 = 0x10_5000, LowLevel2 = 0x10_6000, ArenaLevel2 = 0x10_7000, ArenaLevel1 = 0x10_8000;
    internal const uint TablesEnd = 0x10_9000, Variables = 0x10_9000;
    internal const uint MainStack = 0x11_0000, TaskStack = 0x11_4000, InterruptStack = 0x11_8000, UserStack = 0x11_C000;
    internal const uint Code = 0x12_0000, Text = 0x1D_0000, Template = 0x1F_0000, End = 0x20_0000;

    /// <summary>512 pages of 4 KiB at the second GiB, page n at physical <see cref="ArenaPhysical"/> + n · 4 KiB.</summary>
    internal const uint Arena = 0x4000_0000, ArenaPhysical = 0x40_0000;
    /// <summary>These of them are zero when a scenario begins.</summary>
    internal const int ClearedPages = 8;

    internal static uint Page(int number) => Arena + (uint)number * 4096;
    internal static uint PagePhysical(int number) => ArenaPhysical + (uint)number * 4096;
    /// <summary>The table entry of an arena page.</summary>
    internal static uint Entry(int number) => ArenaLevel1 + (uint)number * 8;
    internal static uint Gate(int vector) => Idt + (uint)vector * 16;

    // Variables.
    internal const uint Resume = Variables, Budget = Variables + 8, Saved = Variables + 16, Finish = Variables + 64, GdtPointer = Variables + 0x100, IdtPointer = Variables + 0x110;
    /// <summary>4 KiB after them: a scenario's own.</summary>
    internal const uint Own = Variables + 0x800;
}

/// <summary>Selectors of <see cref="SystemTables"/>' GDT.</summary>
internal static class Selector
{
    internal const ushort Code = 0x08, Data = 0x10, Code32 = 0x18, UserCode32 = 0x20 | 3, UserData = 0x28 | 3, UserCode = 0x30 | 3, Task = 0x38;
    internal const ushort AbsentData = 0x48, Conforming = 0x50, ReadOnly = 0x58, ExecuteOnly = 0x60, AbsentCode = 0x68, CallGate = 0x70, LocalTable = 0x80;
    internal const ushort LongAndBig = 0x90, Small = 0x98, ExpandDown = 0xA0, UserGate = 0xA8;
    internal const ushort Limit = 0xB7;
}

/// <summary>Bits of page-table entries (Intel SDM 3A 4.5).</summary>
internal static class Bit
{
    internal const long P = 1, W = 2, U = 4, A = 0x20, D = 0x40, PS = 0x80, G = 0x100, NX = 1L << 63;
}

/// <summary>Vectors of the IDT that are not exceptions.</summary>
internal static class Vector
{
    /// <summary>Back from user mode without a word: kernel mode, at the address where the scenario resumes.</summary>
    internal const byte Return = 0x7F;
    internal const byte User = 0x80, Trap = 0x81, Absent = 0x82, OnInterruptStack = 0x83, ToData = 0x84, ToNull = 0x85, ToAbsent = 0x86, WrongType = 0x87, To32Bit = 0x88;
    internal const byte Interrupts = 0x20;
    internal const int Count = 0x90;
}
