using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Translation.Tests.Scenarios;

/// <summary>When an interrupt of the timer is taken: the pushed RIP tells after which instruction.</summary>
internal static partial class SystemScenarios
{
    internal static IEnumerable<Scenario> Interrupts()
    {
        foreach (var (name, open) in ((string, Action<Assembler>)[])
        [
            ("STI", code => code.sti()),
            ("STI twice", code => { code.sti(); code.sti(); }),
            ("POPFQ", code => { code.push(0x202); code.popfq(); }),
            ("MOV SS after STI", code => { code.mov(ebx, Selector.Data); code.sti(); code.mov(ss, ebx); }),
            ("STI and a jump", code => { var next = code.CreateLabel(); code.sti(); code.jmp(next); code.Label(ref next); }),
            ("STI and CLI", code => { code.sti(); code.cli(); }),
            ("STI and HLT", code => { code.sti(); code.hlt(); }),
            ("IRETQ", code => Reopen(code)),
        ])
        {
            yield return new($"an interrupt waits: {name}", code =>
            {
                AwaitTimer(code);
                open(code);
                code.inc(ebx);
                code.inc(ecx);
                code.inc(edx);
                code.nop();
            }, name == "MOV SS after STI" ? "of two that hold interrupts off the second need not count; ours lets it (Intel SDM 3A 6.8.3)" : null);
        }
        yield return new("HLT ends by the timer", code => { StartTimer(code); code.sti(); code.hlt(); code.inc(ebx); });
        yield return new("HLT ends by the timer, and the handler returns", code => { code.OnEventReturn(); StartTimer(code); code.sti(); code.hlt(); code.inc(ebx); code.cli(); });
        yield return new("a masked interrupt stays", code =>
        {
            AwaitTimer(code);
            code.mov(al, -1);
            code.@out(0x21, al);
            code.sti();
            code.inc(ebx);
            code.nop();
            code.cli();
        });
        yield return new("user mode is interrupted on the task's stack", code => { AwaitTimer(code); Return(code, Selector.UserCode, Selector.UserData, flags: 0x202); });
    }

    /// <summary>IRETQ to the next instruction with IF.</summary>
    private static void Reopen(Assembler code)
    {
        var next = code.CreateLabel();
        code.push(Selector.Data);
        code.push((int)Place.MainStack - 256);
        code.push(0x202);
        code.push(Selector.Code);
        code.lea(r14, __[next]);
        code.push(r14);
        code.iretq();
        code.Label(ref next);
    }

    /// <summary>8259s with vectors from 20h, the timer alone; channel 0 of the 8254 once, after some 0.1 ms.</summary>
    private static void StartTimer(Assembler code)
    {
        foreach (var (port, value) in ((byte, int)[])[(0x20, 0x11), (0x21, Vector.Interrupts), (0x21, 4), (0x21, 1), (0x21, 0xFE), (0x43, 0x30), (0x40, 120), (0x40, 0)])
        {
            code.mov(eax, value);
            code.@out(port, al);
        }
        code.xor(eax, eax);
    }

    /// <summary>Until the request stands in the 8259's IRR (OCW3 0Ah).</summary>
    private static void AwaitTimer(Assembler code)
    {
        StartTimer(code);
        var again = code.CreateLabel();
        code.Label(ref again);
        code.mov(al, 0x0A);
        code.@out(0x20, al);
        code.@in(al, 0x20);
        code.test(al, 1);
        code.je(again);
        code.xor(eax, eax);
    }
}
