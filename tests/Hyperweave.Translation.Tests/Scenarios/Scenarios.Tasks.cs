using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;
using static Hyperweave.Translation.Tests.Scenarios.ProtectedCode;
using static Hyperweave.Translation.Tests.Scenarios.TaskCode;

namespace Hyperweave.Translation.Tests.Scenarios;

/// <summary>Tasks of 32-bit protected mode: ways to them and back (Intel SDM 3A 7).</summary>
internal static partial class SystemScenarios
{
    private const string OfLocalTable = "QEMU makes it #TS; it is #GP (Intel SDM 3A 7.2.2)";

    internal static IEnumerable<Scenario> TaskSwitches()
    {
        (string Name, ushort Selector, string? Known)[] targets =
        [
            ("a TSS", TaskTables.Other, null), ("a TSS of DPL 3", TaskTables.OfUser, null), ("a task gate", TaskTables.Gate, null), ("a task gate in the LDT", TaskTables.Gate | 4, null),
            ("a TSS in the LDT", TaskTables.OfUser | 4, OfLocalTable), ("a busy TSS", Narrow.Task, null), ("an absent TSS", TaskTables.Absent, null), ("a short TSS", TaskTables.Short, null),
            ("an absent task gate", TaskTables.AbsentGate, null),
        ];
        foreach (var (name, selector, known) in targets)
        {
            foreach (bool isUser in (bool[])[false, true])
            {
                string level = isUser ? "level 3" : "level 0";
                Scenario Make(string how, Action<Assembler> write) => Kernel($"{how} {name}, {level}", code =>
                {
                    LoadLocalTable(code);
                    if (isUser) EnterUser(code);
                    write(code);
                }, known);
                yield return Make("JMP to", code => { Task(code, TaskTables.OtherTask, code => Report(code)); JumpFar(code, selector); });
                yield return Make("CALL of", code => { Task(code, TaskTables.OtherTask, code => Report(code)); CallFar(code, selector); });
                yield return Make("CALL of and IRET from", code => { Task(code, TaskTables.OtherTask, code => code.iretd()); CallFar(code, selector); Report(code); });
            }
        }
        foreach (var (name, target) in ((string, ushort)[])[("null", 0), ("a data segment", Narrow.Data), ("beyond the GDT", 0x1000), ("a task gate", TaskTables.Gate), ("a busy TSS", Narrow.Task), ("an absent TSS", TaskTables.Absent), ("a short TSS", TaskTables.Short)])
            yield return Kernel($"JMP to a task gate to {name}", code => { AnyGate(code, target); JumpFar(code, TaskTables.Any); });
        yield return Kernel("JMP to a task gate to a TSS in the LDT", code => { LoadLocalTable(code); AnyGate(code, TaskTables.Other | 4); JumpFar(code, TaskTables.Any); }, OfLocalTable);
        foreach (var scenario in TaskChains()) yield return scenario;
        foreach (var scenario in TaskStates()) yield return scenario;
    }

    /// <summary>Several switches one after the other, and tasks of 16 bits.</summary>
    private static IEnumerable<Scenario> TaskChains()
    {
        yield return Kernel("JMP to a task and JMP back", code => { Task(code, TaskTables.OtherTask, code => JumpFar(code, Narrow.Task)); JumpFar(code, TaskTables.Other); Report(code); });
        yield return Kernel("JMP to a task and CALL back", code => { Task(code, TaskTables.OtherTask, code => CallFar(code, Narrow.Task)); JumpFar(code, TaskTables.Other); Report(code); });
        yield return Kernel("CALL of a task that CALLs back", code => { Task(code, TaskTables.OtherTask, code => CallFar(code, Narrow.Task)); CallFar(code, TaskTables.Other); Report(code); });
        yield return Kernel("three nested tasks, and back", code =>
        {
            Task(code, TaskTables.HandlerTask, code => code.iretd());
            Task(code, TaskTables.OtherTask, code => { CallFar(code, TaskTables.Handler); code.inc(ebp); code.iretd(); });
            CallFar(code, TaskTables.Other);
            Report(code);
        });
        yield return Kernel("a task goes on after its IRET", code =>
        {
            Task(code, TaskTables.OtherTask, code => { code.inc(ebp); code.iretd(); Report(code); });
            CallFar(code, TaskTables.Other);
            CallFar(code, TaskTables.Other);
        });
        yield return Kernel("many switches", code => SwitchOften(code, 10_000));
        yield return Kernel("many switches of spaces", code => { MapTwoSpaces(code); SwitchOften(code, 3_000); });
        yield return Kernel("a nested task leaves by JMP", code => { Task(code, TaskTables.HandlerTask, code => Report(code)); Task(code, TaskTables.OtherTask, code => JumpFar(code, TaskTables.Handler)); CallFar(code, TaskTables.Other); });
        yield return Kernel("a task of level 3 and back by CALL", code =>
        {
            Task(code, TaskTables.OtherTask, code => { code.int3(); });
            Segment(code, TaskTables.Cs, Narrow.UserCode);
            foreach (uint segment in (uint[])[TaskTables.Ss, TaskTables.Ds, TaskTables.Es, TaskTables.Fs, TaskTables.Gs]) Segment(code, segment, Narrow.UserData);
            CallFar(code, TaskTables.Other);
        });
        yield return Kernel("JMP to a 16-bit TSS", code => { Task16(code, code => Report(code)); JumpFar(code, TaskTables.Other16); });
        yield return Kernel("CALL of a 16-bit TSS and IRET", code => { Task16(code, code => code.iretd()); CallFar(code, TaskTables.Other16); Report(code); });
        yield return Kernel("INT by a task gate to a 16-bit TSS and IRET", code => { Task16(code, code => code.iretd()); Through(code, 0x21, TaskTables.Other16); code.@int(0x21); Report(code); });
        yield return Kernel("a 16-bit TSS is saved", code => { code.mov(ecx, Narrow.Task16); code.ltr(cx); Task(code, TaskTables.OtherTask, code => Report(code)); JumpFar(code, TaskTables.Other); });
    }

    /// <summary>As often as it takes for both tasks to be translated.</summary>
    private static void SwitchOften(Assembler code, int times)
    {
        var (again, next) = (code.CreateLabel(), code.CreateLabel());
        Task(code, TaskTables.OtherTask, code =>
        {
            code.Label(ref again);
            code.inc(edx);
            code.iretd();
            code.jmp(again);
        });
        code.mov(ecx, times);
        code.Label(ref next);
        CallFar(code, TaskTables.Other);
        code.dec(ecx);
        code.jne(next);
        Report(code);
    }

    /// <summary>What of a new task's state counts from its first instruction on.</summary>
    private static IEnumerable<Scenario> TaskStates()
    {
        const string Ignored = "QEMU ignores the T flag (Intel SDM 3B 17.3.1.5)";
        yield return Kernel("the x87 in a new task", code => { Task(code, TaskTables.OtherTask, code => code.fnop()); JumpFar(code, TaskTables.Other); });
        yield return Kernel("a task with the LDT", code => { code.mov(__byte_ptr[Entry(Narrow.LocalTable)], -1); Task(code, TaskTables.OtherTask, code => Report(code)); Segment(code, TaskTables.Ldt, Narrow.LocalTable); Segment(code, TaskTables.Ds, Narrow.Data | 4); JumpFar(code, TaskTables.Other); });
        yield return Kernel("a task with TF", code => { Task(code, TaskTables.OtherTask, code => { code.nop(); code.nop(); }); code.mov(__dword_ptr[TaskTables.OtherTask + TaskTables.Eflags], 0x102); JumpFar(code, TaskTables.Other); });
        yield return Kernel("a task with all flags", code => { Task(code, TaskTables.OtherTask, code => Report(code)); code.mov(__dword_ptr[TaskTables.OtherTask + TaskTables.Eflags], 0x24_7CD7); JumpFar(code, TaskTables.Other); });
        yield return Kernel("JMP to a task with the T flag", code => { Task(code, TaskTables.OtherTask, code => Report(code)); Segment(code, TaskTables.Trap, 1); JumpFar(code, TaskTables.Other); }, Ignored);
        yield return Kernel("INT by a task gate to a task with the T flag", code => { Task(code, TaskTables.OtherTask, code => Report(code)); Segment(code, TaskTables.Trap, 1); Through(code, 0x21, TaskTables.Other); code.@int(0x21); }, Ignored);
        yield return Kernel("UD2 by a task gate to a task with the T flag", code => { Task(code, TaskTables.OtherTask, code => Report(code)); Segment(code, TaskTables.Trap, 1); Through(code, 6, TaskTables.Other); code.ud2(); }, Ignored);
        yield return Kernel("local breakpoints end with the task", code => { code.mov(ecx, 0x4AB); code.mov(dr7, ecx); Task(code, TaskTables.OtherTask, code => Report(code)); JumpFar(code, TaskTables.Other); });
        yield return Kernel("CR3 of a task", code =>
        {
            MapTwoSpaces(code);
            Task(code, TaskTables.OtherTask, code => { code.mov(eax, __dword_ptr[0x80_0000 + TaskTables.OtherTask - Place.ArenaPhysical + 0x2C]); Report(code); });
            JumpFar(code, TaskTables.Other);
        });
        yield return Kernel("CR3 of a task, and back", code =>
        {
            MapTwoSpaces(code);
            Task(code, TaskTables.OtherTask, code => code.iretd());
            CallFar(code, TaskTables.Other);
            code.mov(eax, __dword_ptr[0x80_0000 + TaskTables.OtherTask - Place.ArenaPhysical + 0x2C]);
            Report(code);
        });
        yield return Kernel("a stack that is not mapped: #DF by a task gate", code =>
        {
            MapTwoSpaces(code);
            Task(code, TaskTables.HandlerTask, code => Report(code, hasErrorCode: true));
            Through(code, 8, TaskTables.Handler);
            code.mov(esp, 0xC0_0000);
            code.push(eax);
        });
        yield return Kernel("#PF by a task gate, and the handler maps the page", code =>
        {
            MapTwoSpaces(code);
            Task(code, TaskTables.HandlerTask, code => { code.add(esp, 4); code.mov(__dword_ptr[TaskSpaces + 12], 0x83); code.mov(ebp, cr2); code.iretd(); });
            Through(code, 14, TaskTables.Handler);
            code.add(__dword_ptr[0xC0_0000 + Place.ArenaPhysical / 2], 3);
            code.mov(eax, cr2);
            Report(code);
        });
    }

    private const uint TaskSpaces = ProtectedTables.UserStack + 0x1000;

    /// <summary>
    /// Two spaces of 4 MiB pages, for the first task and for the others: the first two pages stand for themselves, the third
    /// for itself or for the second, the fourth for none.
    /// </summary>
    private static void MapTwoSpaces(Assembler code)
    {
        foreach (uint space in (uint[])[0, 0x1000])
        {
            code.mov(__dword_ptr[TaskSpaces + space], 0x83);
            code.mov(__dword_ptr[TaskSpaces + space + 4], 0x40_0083);
            code.mov(__dword_ptr[TaskSpaces + space + 8], space == 0 ? 0x80_0083 : 0x40_0083);
        }
        code.mov(__dword_ptr[ProtectedTables.Task + TaskTables.Cr3], TaskSpaces);
        code.mov(__dword_ptr[TaskTables.OtherTask + TaskTables.Cr3], TaskSpaces + 0x1000);
        code.mov(__dword_ptr[TaskTables.HandlerTask + TaskTables.Cr3], TaskSpaces);
        code.mov(eax, 0x610);
        code.mov(cr4, eax);
        code.mov(eax, TaskSpaces);
        code.mov(cr3, eax);
        SwitchPaging(code, true);
        code.xor(eax, eax);
    }

    /// <summary>A 16-bit field of the other task.</summary>
    private static void Segment(Assembler code, uint field, ushort value) => code.mov(__word_ptr[TaskTables.OtherTask + field], value);
}
