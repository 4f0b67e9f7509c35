using System.Buffers.Binary;

namespace Hyperweave.Translation.Tests.Scenarios;

/// <summary>Tasks of 32-bit protected mode beside the one that runs first: selectors of <see cref="ProtectedTables"/>' GDT, and their segments.</summary>
internal static class TaskTables
{
    internal const ushort Other = 0xB8, Other16 = 0xC0, Handler = 0xC8, Gate = 0xD0 | 3, Absent = 0xD8, Short = 0xE0, OfUser = 0xE8 | 3, AbsentGate = 0xF0 | 3;
    /// <summary>For a scenario to write.</summary>
    internal const ushort Any = 0xF8 | 3;

    /// <summary>Where their task-state segments are, and how long.</summary>
    internal const uint Start = ProtectedTables.Pointers + 16, OtherTask = Start, HandlerTask = OtherTask + Size, NarrowTask = HandlerTask + Size, End = NarrowTask + 0x30;
    internal const uint Size = 0x68, NarrowSize = 0x2C;

    /// <summary>Offsets of fields of a 32-bit one; IP of a 16-bit one (Intel SDM 3A 7.2.1, 7.6).</summary>
    internal const uint Cr3 = 0x1C, Eip = 0x20, Eflags = 0x24, Es = 0x48, Cs = 0x4C, Ss = 0x50, Ds = 0x54, Fs = 0x58, Gs = 0x5C, Ldt = 0x60, Trap = 0x64, Ip = 0x0E;

    /// <summary>The stack of the 16-bit task, in a segment that begins with the code.</summary>
    private const ushort NarrowStack = (ushort)(ProtectedTables.TaskStack - 0x600 - Place.ArenaPhysical);

    /// <summary>The bytes from <see cref="Start"/> to <see cref="End"/>: all fields but EIP, which a scenario writes.</summary>
    internal static byte[] Write()
    {
        var bytes = new byte[End - Start];
        WriteTask(bytes.AsSpan((int)(OtherTask - Start)), ProtectedTables.TaskStack - 0x400);
        WriteTask(bytes.AsSpan((int)(HandlerTask - Start)), ProtectedTables.TaskStack - 0x800);
        ushort[] narrow = [2, 0x1111, 0x2222, 0x3333, 0x4444, NarrowStack, 0x5555, 0x6666, 0x7777, Narrow.Data, Narrow.BasedCode, Any & ~3, Narrow.Data];
        for (int i = 0; i < narrow.Length; i++) BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan((int)(NarrowTask - Start + Ip) + 2 + i * 2), narrow[i]);
        return bytes;
    }

    private static void WriteTask(Span<byte> task, uint stack)
    {
        uint[] fields = [2, 0x1111_0001, 0x2222_0002, 0x3333_0003, 0x4444_0004, stack, 0x5555_0005, 0x6666_0006, 0x7777_0007,
            Narrow.Data, Narrow.Code, Narrow.Data, Narrow.Data, Narrow.Data, Narrow.Data];
        BinaryPrimitives.WriteUInt32LittleEndian(task[4..], ProtectedTables.TaskStack);
        BinaryPrimitives.WriteUInt32LittleEndian(task[8..], Narrow.Data);
        for (int i = 0; i < fields.Length; i++) BinaryPrimitives.WriteUInt32LittleEndian(task[((int)Eflags + i * 4)..], fields[i]);
        BinaryPrimitives.WriteUInt16LittleEndian(task[0x66..], (ushort)Size);
    }
}
