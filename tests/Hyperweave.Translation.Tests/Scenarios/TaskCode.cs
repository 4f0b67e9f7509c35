using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Translation.Tests.Scenarios;

/// <summary>Phrases of scenarios that switch tasks.</summary>
internal static class TaskCode
{
    private const int ShownFlags = 0x4700;
    private static readonly AssemblerRegister32[] General = [ecx, edx, ebx, esp, ebp, esi, edi];
    private static readonly AssemblerRegisterSegment[] Segments = [es, cs, ss, ds, fs, gs];

    /// <summary>What a task executes: its EIP is the code that is written here.</summary>
    internal static void Task(Assembler code, uint task, Action<Assembler> body)
    {
        Skipping(code, body);
        code.pop(__dword_ptr[task + TaskTables.Eip]);
    }

    /// <summary>As <see cref="Task"/>, of the 16-bit one.</summary>
    internal static void Task16(Assembler code, Action<Assembler> body)
    {
        code.mov(__dword_ptr[Entry(TaskTables.Any)], 0xFFFF);
        code.mov(__dword_ptr[Entry(TaskTables.Any) + 4], unchecked((int)(0x9300 | Place.ArenaPhysical >> 16)));
        Skipping(code, body);
        code.pop(ecx);
        code.mov(__word_ptr[TaskTables.NarrowTask + TaskTables.Ip], cx);
    }

    /// <summary>Pushes the address of code that is not executed here.</summary>
    private static void Skipping(Assembler code, Action<Assembler> body)
    {
        var over = code.CreateLabel();
        code.call(over);
        body(code);
        code.Label(ref over);
    }

    internal static void JumpFar(Assembler code, ushort selector) => Far(code, 0xEA, selector);

    internal static void CallFar(Assembler code, ushort selector) => Far(code, 0x9A, selector);

    private static void Far(Assembler code, byte opcode, ushort selector)
    {
        code.db(opcode);
        code.dd(0x1234_5678);
        code.dw(selector);
    }

    /// <summary>
    /// A jump that the new task begins with itself: where it faults, QEMU pushes the EIP of the jump, which has been left for that
    /// of the new task (Intel SDM 3A 7.3); here they are the same.
    /// </summary>
    internal static void JumpFromBoth(Assembler code, ushort selector, uint task)
    {
        var (over, jump) = (code.CreateLabel(), code.CreateLabel());
        code.call(over);
        code.Label(ref jump);
        JumpFar(code, selector);
        code.Label(ref over);
        code.pop(__dword_ptr[task + TaskTables.Eip]);
        code.jmp(jump);
    }

    /// <summary>Makes an IDT entry a task gate.</summary>
    internal static void Through(Assembler code, int vector, ushort task, byte access = 0xE5) => WriteGate(code, ProtectedTables.Idt + (uint)vector * 8, task, access);

    /// <summary>Makes <see cref="TaskTables.Any"/> a task gate.</summary>
    internal static void AnyGate(Assembler code, ushort task) => WriteGate(code, Entry(TaskTables.Any), task, 0xE5);

    private static void WriteGate(Assembler code, uint address, ushort task, byte access)
    {
        code.mov(__dword_ptr[address], task << 16);
        code.mov(__dword_ptr[address + 4], access << 8);
    }

    /// <summary>The descriptor that a selector names.</summary>
    internal static uint Entry(ushort selector) => ProtectedTables.Gdt + (selector & ~7u);

    /// <summary>Type, DPL and P of a descriptor.</summary>
    internal static void SetAccess(Assembler code, ushort selector, byte access) => code.mov(__byte_ptr[Entry(selector) + 5], access);

    /// <summary>The local table is the global one.</summary>
    internal static void LoadLocalTable(Assembler code)
    {
        code.mov(__byte_ptr[Entry(Narrow.LocalTable)], -1);
        code.mov(ecx, Narrow.LocalTable);
        code.lldt(cx);
    }

    /// <summary>Sets EFLAGS.NT, and the running task's link.</summary>
    internal static void Nest(Assembler code, ushort link)
    {
        code.mov(__word_ptr[ProtectedTables.Task], link);
        code.push(0x4002);
        code.popfd();
    }

    /// <summary>Ends the scenario: EBX sums up tables and tasks, EAX the registers, with the error code where there is one.</summary>
    internal static void Report(Assembler code, bool hasErrorCode = false)
    {
        code.pushfd();
        foreach (var register in General) Add(code, register);
        code.pop(ecx);
        code.and(ecx, ShownFlags);
        Add(code, ecx);
        if (hasErrorCode)
        {
            code.pop(ecx);
            Add(code, ecx);
        }
        foreach (var segment in Segments)
        {
            code.mov(ecx, segment);
            Add(code, ecx);
        }
        SumTables(code);
        code.str(ecx);
        Add(code, ecx);
        code.sldt(ecx);
        Add(code, ecx);
        foreach (var control in (AssemblerRegisterCR[])[cr0, cr3])
        {
            code.mov(ecx, control);
            Add(code, ecx);
        }
        code.mov(ecx, dr7);
        Add(code, ecx);
        code.@int(NarrowVector.Trap);
    }

    private static void Add(Assembler code, AssemblerRegister32 register)
    {
        code.add(eax, register);
        code.rol(eax, 5);
    }

    private static void SumTables(Assembler code)
    {
        var again = code.CreateLabel();
        code.mov(ecx, Narrow.UserData);
        code.mov(ds, ecx);
        // RF too is not shown: QEMU 7.2 does not save it.
        foreach (uint task in (uint[])[ProtectedTables.Task, TaskTables.OtherTask, TaskTables.HandlerTask])
            code.and(__dword_ptr[task + TaskTables.Eflags], ShownFlags);
        code.xor(ebx, ebx);
        code.mov(esi, ProtectedTables.Gdt);
        code.Label(ref again);
        code.rol(ebx, 5);
        code.add(ebx, __dword_ptr[esi]);
        code.add(esi, 4);
        code.cmp(esi, TaskTables.End);
        code.jb(again);
    }
}
