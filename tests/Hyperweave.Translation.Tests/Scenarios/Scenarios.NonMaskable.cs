using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Translation.Tests.Scenarios;

/// <summary>NMIs that the processor sends itself by its local APIC (Intel SDM 3A 6.7, 10.6.1).</summary>
internal static partial class SystemScenarios
{
    private const uint CommandOffset = 0x300;
    private const int NonMaskableCommand = 0x4400;

    internal static IEnumerable<Scenario> NonMaskable()
    {
        yield return new("NMI with interrupts off", code => { Send(code); code.inc(ebx); Unblock(code); });
        yield return new("NMI, and the handler returns", code => { code.OnEventReturn(); Send(code); code.inc(ebx); });
        yield return new("NMI on a stack of its own", code => { code.mov(__byte_ptr[Place.Gate(2) + 4], 1); code.OnEventReturn(); Send(code); code.inc(ebx); });
        yield return new("a second NMI waits for IRET", code => { Serving(code, ecx); Send(code); code.inc(ebx); Unblock(code); code.inc(edx); Unblock(code); });
        yield return new("of two that wait one is left", code => { Serving(code, ecx); Send(code); Send(code); Unblock(code); code.inc(edx); Unblock(code); code.inc(edx); });
        yield return new("an exception while one is served does not unblock", code =>
        {
            Serving(code, ecx);
            Send(code);
            var on = code.CreateLabel();
            code.OnEvent(on);
            code.ud2();
            code.Label(ref on);
            code.inc(edx);
            Unblock(code);
        });
        yield return new("an IRET that faults unblocks", code =>
        {
            Serving(code, ecx);
            var on = code.CreateLabel();
            var end = code.CreateLabel();
            code.OnEvent(on);
            code.push(Selector.Data);
            code.push((int)Place.MainStack - 256);
            code.push(2);
            code.push(Selector.Data);
            code.push(0);
            code.iretq();
            code.Label(ref on);
            code.OnEvent(end);
            Send(code);
            code.inc(ebx);
            code.Label(ref end);
            Unblock(code);
        }, "QEMU keeps it blocked; IRET unblocks even where it faults (Intel SDM 3A 6.7.1)");
        yield return new("NMI with a single step", code => { code.mov(edi, LocalApic + CommandOffset); code.mov(ecx, 1); code.mov(eax, NonMaskableCommand); code.OnEventReturn(); code.Step(5); code.rep.stosd(); code.nop(); Nops(code); });
        yield return new("NMI through a gate that is not there", code => { code.and(__byte_ptr[Place.Gate(2) + 5], 0x7F); Send(code); code.inc(ebx); Unblock(code); },
            "QEMU's error code counts gates by 16 and lacks EXT (Intel SDM 3A 6.13)");
    }

    /// <summary>An NMI is being served: its handler has gone on here.</summary>
    private static void Serving(Assembler code, AssemblerRegister32 mark)
    {
        var on = code.CreateLabel();
        code.OnEvent(on);
        Send(code);
        code.inc(mark);
        code.Label(ref on);
        code.OnEventReturn();
    }

    /// <summary>QEMU looks for interrupts after a jump, not after every store: RIP is at the loop all the same.</summary>
    private static void Send(Assembler code)
    {
        var wait = code.CreateLabel();
        code.mov(edi, LocalApic + CommandOffset);
        code.mov(r9d, 3);
        code.mov(eax, NonMaskableCommand);
        code.mov(__dword_ptr[rdi], eax);
        code.Label(ref wait);
        code.dec(r9d);
        code.jne(wait);
        code.xor(eax, eax);
    }

    /// <summary>IRETQ to the next instruction.</summary>
    private static void Unblock(Assembler code) => Return(code, Selector.Code, flags: 2);
}
