using System.Buffers.Binary;

namespace Hyperweave.Translation.Tests.Scenarios;

/// <summary>Selectors of the descriptor table that <see cref="ProtectedTables"/> writes: a 32-bit kernel's, with gates of every kind.</summary>
internal static class Narrow
{
    internal const ushort Code = 0x08, Data = 0x10, UserCode = 0x18 | 3, UserData = 0x20 | 3, Task = 0x28, Conforming = 0x30;
    internal const ushort AbsentCode = 0x38, AbsentData = 0x40, Gate = 0x48 | 3, GateOf16Bits = 0x50 | 3, GateWithParameters = 0x58 | 3, KernelGate = 0x60;
    internal const ushort GateToNull = 0x68 | 3, GateToData = 0x70 | 3, GateToAbsent = 0x78 | 3, AbsentGate = 0x80 | 3, GateToUser = 0x88 | 3, GateToConforming = 0x90 | 3;
    internal const ushort LocalTable = 0x98, Task16 = 0xA0, BasedCode = 0xA8, TaskGate = 0xB0 | 3;
    internal const ushort Limit = 0xFF;
}

/// <summary>Vectors beside the exceptions: gates that <see cref="ProtectedTables"/> writes.</summary>
internal static class NarrowVector
{
    internal const byte Done = 0x20, Kernel = 0x21, Trap = 0x22, Absent = 0x23, ToNull = 0x24, ToData = 0x25, Of16Bits = 0x26, ToConforming = 0x27, ToUser = 0x28, WrongType = 0x29;
    internal const int Count = 0x2A;
}

/// <summary>GDT, IDT and TSS of 32-bit protected mode, for a handler of each vector.</summary>
internal static class ProtectedTables
{
    /// <summary>Where they are, after the code at <see cref="Place.ArenaPhysical"/>; the processor's record of an event; stacks.</summary>
    internal const uint Gdt = Place.ArenaPhysical + 0x800, Idt = Gdt + 0x100, Task = Idt + 0x180, Pointers = Task + 0x80;
    internal const uint Record = Place.ArenaPhysical + 0x1000, Stack = Record + 0x2000, TaskStack = Stack + 0x1000, UserStack = TaskStack + 0x1000;

    private const ulong Flat = 0xC0_0000_0000_0000UL | 0xF_0000_0000_FFFFUL;

    /// <summary>The bytes from <see cref="Gdt"/> to <see cref="TaskTables.End"/>.</summary>
    internal static byte[] Write(Func<int, ulong> handler, ulong callTarget)
    {
        var bytes = new byte[TaskTables.Start - Gdt];
        WriteDescriptors(bytes, (uint)callTarget);
        for (int vector = 0; vector < NarrowVector.Count; vector++) Word(bytes, Idt + (uint)vector * 8, GateFor(vector, (uint)handler(vector)));
        // ESP0, SS0; no I/O map.
        Word(bytes, Task + 4, TaskStack | (ulong)Narrow.Data << 32);
        Word(bytes, Task + 0x60, 0x68UL << 48);
        Word(bytes, Pointers, Narrow.Limit | (ulong)Gdt << 16);
        Word(bytes, Pointers + 8, NarrowVector.Count * 8 - 1 | (ulong)Idt << 16);
        return [.. bytes, .. TaskTables.Write()];
    }

    private static void WriteDescriptors(byte[] bytes, uint target)
    {
        void Segment(ushort selector, byte access, ulong rest = Flat) => Word(bytes, Gdt + (selector & ~7u), rest | (ulong)access << 40);
        void Gate(ushort selector, byte access, ushort code, ulong parameters = 0) => Word(bytes, Gdt + (selector & ~7u), Entry(access, code, target) | parameters << 32);
        ulong Bytes(uint address, ulong limit) => limit | (ulong)(address & 0xFF_FFFF) << 16 | (ulong)(address >> 24) << 56 | 0x40UL << 48;

        Segment(Narrow.Code, 0x9B);
        Segment(Narrow.Data, 0x93);
        Segment(Narrow.UserCode, 0xFB);
        Segment(Narrow.UserData, 0xF3);
        Segment(Narrow.Conforming, 0x9F);
        Segment(Narrow.AbsentCode, 0x1B);
        Segment(Narrow.AbsentData, 0x13);
        Segment(Narrow.Task, 0x89, Bytes(Task, 0x67));
        Segment(Narrow.Task16, 0x81, Bytes(Task, 0x2B));
        Segment(Narrow.LocalTable, 0x82, Bytes(Gdt, 0x1F));
        Segment(Narrow.BasedCode, 0x9B, Bytes(Place.ArenaPhysical, 0xFFF));
        Gate(Narrow.Gate, 0xEC, Narrow.Code);
        Word(bytes, Gdt + (Narrow.GateOf16Bits & ~7u), Entry(0xE4, Narrow.BasedCode, target - Place.ArenaPhysical));
        Gate(Narrow.GateWithParameters, 0xEC, Narrow.Code, 3);
        Gate(Narrow.KernelGate, 0x8C, Narrow.Code);
        Gate(Narrow.GateToNull, 0xEC, 0);
        Gate(Narrow.GateToData, 0xEC, Narrow.Data);
        Gate(Narrow.GateToAbsent, 0xEC, Narrow.AbsentCode);
        Gate(Narrow.AbsentGate, 0x6C, Narrow.Code);
        Gate(Narrow.GateToUser, 0xEC, Narrow.UserCode);
        Gate(Narrow.GateToConforming, 0xEC, Narrow.Conforming);
        Gate(Narrow.TaskGate, 0xE5, Narrow.Task16);

        Segment(TaskTables.Other, 0x89, Bytes(TaskTables.OtherTask, TaskTables.Size - 1));
        Segment(TaskTables.Other16, 0x81, Bytes(TaskTables.NarrowTask, TaskTables.NarrowSize - 1));
        Segment(TaskTables.Handler, 0x89, Bytes(TaskTables.HandlerTask, TaskTables.Size - 1));
        Segment(TaskTables.Absent, 0x09, Bytes(TaskTables.OtherTask, TaskTables.Size - 1));
        Segment(TaskTables.Short, 0x89, Bytes(TaskTables.OtherTask, TaskTables.Size - 2));
        Segment(TaskTables.OfUser, 0xE9, Bytes(TaskTables.OtherTask, TaskTables.Size - 1));
        Gate(TaskTables.Gate, 0xE5, TaskTables.Other);
        Gate(TaskTables.AbsentGate, 0x65, TaskTables.Other);
    }

    private static ulong GateFor(int vector, uint handler) => vector switch
    {
        3 or 4 or NarrowVector.Done => Entry(0xEE, Narrow.Code, handler),
        NarrowVector.Trap => Entry(0xEF, Narrow.Code, handler),
        NarrowVector.Absent => Entry(0x6E, Narrow.Code, handler),
        NarrowVector.ToNull => Entry(0xEE, 0, handler),
        NarrowVector.ToData => Entry(0xEE, Narrow.Data, handler),
        NarrowVector.Of16Bits => Entry(0xE6, Narrow.BasedCode, handler - Place.ArenaPhysical),
        NarrowVector.ToConforming => Entry(0xEE, Narrow.Conforming, handler),
        NarrowVector.ToUser => Entry(0xEE, Narrow.UserCode, handler),
        NarrowVector.WrongType => Entry(0xEC, Narrow.Code, handler),
        _ => Entry(0x8E, Narrow.Code, handler),
    };

    private static ulong Entry(byte access, ushort selector, uint target) =>
        target & 0xFFFF | (ulong)selector << 16 | (ulong)access << 40 | (ulong)(target >> 16) << 48;

    private static void Word(byte[] bytes, uint address, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan((int)(address - Gdt)), value);
}
