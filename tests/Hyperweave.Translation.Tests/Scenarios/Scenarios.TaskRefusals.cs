using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;
using static Hyperweave.Translation.Tests.Scenarios.ProtectedCode;
using static Hyperweave.Translation.Tests.Scenarios.TaskCode;

namespace Hyperweave.Translation.Tests.Scenarios;

/// <summary>Tasks whose state is bad, and returns to tasks that are not there: the faults are handled by a task (Intel SDM 3A 6.15, #TS).</summary>
internal static partial class SystemScenarios
{
    private const string NotConforming = "QEMU makes it #TS; the level of a conforming segment may be lower (Intel SDM 3A 5.8.2)";
    private const string NotPresentStack = "QEMU makes it #NP; it is #SS (Intel SDM 3A, table 7-1)";
    private const string WithoutExternal = "QEMU does not set bit 0 of the error code (Intel SDM 3A 6.13)";

    private static readonly (string Name, uint Field, ushort Selector, int Vector, string? Known)[] BadSegments =
    [
        ("CS null", TaskTables.Cs, 0, 10, null), ("CS beyond the GDT", TaskTables.Cs, 0x1000, 10, null), ("CS data", TaskTables.Cs, Narrow.Data, 10, null), ("CS a TSS", TaskTables.Cs, Narrow.Task, 10, null),
        ("CS absent", TaskTables.Cs, Narrow.AbsentCode, 11, null), ("CS of RPL 3 and DPL 0", TaskTables.Cs, Narrow.Code | 3, 10, null), ("CS of RPL 0 and DPL 3", TaskTables.Cs, Narrow.UserCode & ~3, 10, null),
        ("CS in no LDT", TaskTables.Cs, Narrow.Code | 4, 10, null), ("SS null", TaskTables.Ss, 0, 10, null), ("SS beyond the GDT", TaskTables.Ss, 0x1000, 10, null), ("SS code", TaskTables.Ss, Narrow.Code, 10, null),
        ("SS of DPL 3", TaskTables.Ss, Narrow.UserData, 10, null), ("SS of RPL 3", TaskTables.Ss, Narrow.Data | 3, 10, null), ("SS absent", TaskTables.Ss, Narrow.AbsentData, 12, NotPresentStack),
        ("DS beyond the GDT", TaskTables.Ds, 0x1000, 10, null), ("DS a gate", TaskTables.Ds, Narrow.Gate, 10, null), ("DS absent", TaskTables.Ds, Narrow.AbsentData, 11, null), ("DS of RPL 3", TaskTables.Ds, Narrow.Data | 3, 10, null),
        ("ES absent", TaskTables.Es, Narrow.AbsentData, 11, null), ("FS absent", TaskTables.Fs, Narrow.AbsentData, 11, null), ("GS a TSS", TaskTables.Gs, TaskTables.Other, 10, null),
        ("LDT beyond the GDT", TaskTables.Ldt, 0x1000, 10, null), ("LDT in the LDT", TaskTables.Ldt, Narrow.LocalTable | 4, 10, null), ("LDT a TSS", TaskTables.Ldt, Narrow.Task, 10, null),
    ];

    internal static IEnumerable<Scenario> TaskRefusals()
    {
        foreach (var (name, field, selector, vector, known) in BadSegments)
        {
            yield return Refused($"INT to a task: {name}", vector, code => Segment(code, field, selector), ByInterrupt, known);
            yield return Refused($"JMP to a task: {name}", vector, code => Segment(code, field, selector), code => JumpFromBoth(code, TaskTables.Other, TaskTables.OtherTask), known);
            yield return Refused($"UD2 to a task: {name}", vector, code => Segment(code, field, selector), code => { Through(code, 6, TaskTables.Other); code.ud2(); }, known ?? WithoutExternal);
        }
        void AbsentTable(Assembler code) { SetAccess(code, Narrow.LocalTable, 0x02); Segment(code, TaskTables.Ldt, Narrow.LocalTable); }
        yield return Refused("INT to a task: LDT absent", 10, AbsentTable, ByInterrupt);
        yield return Refused("INT to a task: EIP beyond CS", 13, code => { Segment(code, TaskTables.Cs, Narrow.BasedCode); code.mov(__dword_ptr[TaskTables.OtherTask + TaskTables.Eip], 0x1000); }, ByInterrupt);
        yield return Refused("INT to a task of level 3: SS of level 0", 10, code => Segment(code, TaskTables.Cs, Narrow.UserCode), ByInterrupt);
        yield return Refused("INT to a task of level 3: DS of level 0", 10, code => { Segment(code, TaskTables.Cs, Narrow.UserCode); Segment(code, TaskTables.Ss, Narrow.UserData); }, ByInterrupt);
        yield return Refused("#GP to a task: CS null", 8, code => Segment(code, TaskTables.Cs, 0), code => { Through(code, 13, TaskTables.Other); code.mov(ecx, 0x1000); code.mov(ds, ecx); });
        foreach (var (name, selector, known) in ((string, ushort, string?)[])[("conforming CS", Narrow.Conforming, null), ("conforming CS of RPL 3", Narrow.Conforming | 3, NotConforming)])
            yield return Kernel($"INT to a task: {name}", code => { Task(code, TaskTables.OtherTask, code => code.int3()); Segment(code, TaskTables.Cs, selector); if ((selector & 3) != 0) Segment(code, TaskTables.Ss, Narrow.UserData); ByInterrupt(code); }, known);
        foreach (var scenario in BadReturns()) yield return scenario;
    }

    private static IEnumerable<Scenario> BadReturns()
    {
        (string Name, ushort Link, Action<Assembler>? Prepare)[] links =
        [
            ("a busy TSS", TaskTables.Other, code => SetAccess(code, TaskTables.Other, 0x8B)), ("an idle TSS", TaskTables.Other, null), ("null", 0, null), ("code", Narrow.Code, null), 
            ("beyond the GDT", 0x1000, null), ("the LDT", TaskTables.Other | 4, LoadLocalTable), ("a task gate", TaskTables.Gate, null),
            ("an absent busy TSS", TaskTables.Absent, code => SetAccess(code, TaskTables.Absent, 0x0B)), ("a short busy TSS", TaskTables.Short, code => SetAccess(code, TaskTables.Short, 0x8B)),
        ];
        foreach (var (name, link, prepare) in links)
        {
            foreach (bool isUser in (bool[])[false, true])
            {
                yield return Kernel($"IRET to {name}, level {(isUser ? 3 : 0)}", code =>
                {
                    prepare?.Invoke(code);
                    Task(code, TaskTables.OtherTask, code => Report(code));
                    if (isUser) EnterUser(code);
                    Nest(code, link);
                    code.iretd();
                    Report(code);
                });
            }
        }
    }

    private static Scenario Refused(string name, int vector, Action<Assembler> spoil, Action<Assembler> enter, string? known = null) => Kernel(name, code =>
    {
        Task(code, TaskTables.HandlerTask, code => Report(code, hasErrorCode: true));
        Through(code, vector, TaskTables.Handler);
        Task(code, TaskTables.OtherTask, code => code.hlt());
        spoil(code);
        enter(code);
    }, known);

    private static void ByInterrupt(Assembler code)
    {
        Through(code, NarrowVector.Kernel, TaskTables.Other);
        code.@int(NarrowVector.Kernel);
    }
}
