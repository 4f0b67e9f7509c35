using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;
using static Hyperweave.Translation.Tests.Scenarios.ProtectedCode;
using static Hyperweave.Translation.Tests.Scenarios.TaskCode;

namespace Hyperweave.Translation.Tests.Scenarios;

/// <summary>Handlers that are tasks: gates of the IDT, error codes, returns (Intel SDM 3A 6.12.2).</summary>
internal static partial class SystemScenarios
{
    internal static IEnumerable<Scenario> TaskEvents()
    {
        (string Name, int Vector, Action<Assembler> Write)[] causes =
        [
            ("INT", 0x21, code => code.@int(0x21)), ("INT3", 3, code => code.int3()), ("UD2", 6, code => code.ud2()), ("division by zero", 0, code => { code.xor(ecx, ecx); code.div(ecx); }),
            ("#GP", 13, code => { code.mov(ecx, 0x1000); code.mov(ds, ecx); }), ("#NP", 11, code => { code.mov(ecx, Narrow.AbsentData | 3); code.mov(ds, ecx); }),
        ];
        foreach (var (name, vector, write) in causes)
        {
            bool hasCode = vector is 11 or 13;
            foreach (bool isUser in (bool[])[false, true])
            {
                string level = $"level {(isUser ? 3 : 0)}";
                Scenario Make(string how, Action<Assembler> body, byte access = 0xE5, string? known = null) => Kernel($"{name} to a task, {how}, {level}", code =>
                {
                    Task(code, TaskTables.HandlerTask, body);
                    Through(code, vector, TaskTables.Handler, access);
                    if (isUser) EnterUser(code);
                    write(code);
                    Report(code);
                }, known);
                yield return Make("which ends", code => Report(code, hasCode));
                yield return Make("which is entered again after its IRET", code => { if (hasCode) code.pop(edx); code.iretd(); Report(code, hasCode); });
                yield return Make("gate of DPL 0", code => Report(code, hasCode), 0x85);
                yield return Make("absent gate", code => Report(code, hasCode), 0x65, vector == 6 ? WithoutExternal : null);
            }
        }
        foreach (var (name, target) in ((string, ushort)[])[("null", 0), ("data", Narrow.Data), ("a busy TSS", Narrow.Task), ("an absent TSS", TaskTables.Absent), ("a short TSS", TaskTables.Short), ("beyond the GDT", 0x1000)])
        {
            yield return Kernel($"INT to a task gate to {name}", code => { Through(code, 0x21, target); code.@int(0x21); });
            yield return Kernel($"UD2 to a task gate to {name}", code => { Through(code, 6, target); code.ud2(); }, WithoutExternal);
        }
        foreach (bool isUser in (bool[])[false, true])
        {
            yield return Kernel($"#DF to a task, level {(isUser ? 3 : 0)}", code =>
            {
                Task(code, TaskTables.HandlerTask, code => Report(code, hasErrorCode: true));
                Through(code, 8, TaskTables.Handler, 0x85);
                Through(code, 13, TaskTables.Handler, 0x05);
                if (isUser) EnterUser(code);
                code.mov(ecx, 0x1000);
                code.mov(ds, ecx);
            });
        }
        yield return Kernel("a 16-bit TSS has no I/O map, however long it is", code =>
        {
            code.mov(__byte_ptr[Entry(Narrow.Task16)], -1);
            code.mov(ecx, Narrow.Task16);
            code.ltr(cx);
            // SP0 and SS0.
            code.mov(__dword_ptr[ProtectedTables.Task + 2], 0x7000 | Narrow.Data << 16);
            EnterUser(code);
            code.@in(al, 0x21);
        });
        yield return Kernel("an interrupt to a task", code => { Waiting(code, code => Report(code)); code.sti(); code.inc(ebp); code.inc(ebp); });
        yield return Kernel("an interrupt to a task and back", code => { Waiting(code, code => code.iretd()); Open(code); });
        yield return Kernel("an interrupt to a task from level 3 and back", code => { Waiting(code, code => code.iretd()); code.push(0x3002); code.popfd(); EnterUser(code); Open(code); });
        // The last of all: it leaves NMIs blocked.
        yield return Kernel("an NMI waits for the IRET of the task of another", code => NonMaskable(code, code => { SendNarrow(code); code.inc(ebp); code.iretd(); Report(code); }));
    }

    /// <summary>The timer's request waits, with a task for a handler.</summary>
    private static void Waiting(Assembler code, Action<Assembler> handler)
    {
        AwaitTimer(code);
        Through(code, Vector.Interrupts, TaskTables.Handler);
        Task(code, TaskTables.HandlerTask, handler);
    }

    /// <summary>One interrupt is let in; the 8259 holds back the next.</summary>
    private static void Open(Assembler code)
    {
        code.pushfd();
        code.or(__dword_ptr.ss[esp], 0x200);
        code.popfd();
        code.nop();
        code.nop();
        Report(code);
    }

    /// <summary>QEMU looks for interrupts after a jump, not after every store: EIP is at the loop all the same.</summary>
    private static void NonMaskable(Assembler code, Action<Assembler> handler)
    {
        var wait = code.CreateLabel();
        Through(code, 2, TaskTables.Handler);
        Task(code, TaskTables.HandlerTask, handler);
        SendNarrow(code);
        code.Label(ref wait);
        code.jmp(wait);
    }

    private static void SendNarrow(Assembler code) => code.mov(__dword_ptr[LocalApic + CommandOffset], NonMaskableCommand);
}
