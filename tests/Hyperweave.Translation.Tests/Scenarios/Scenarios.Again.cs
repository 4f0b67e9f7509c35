using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Translation.Tests.Scenarios;

/// <summary>
/// System calls and returns after some of their kind: an engine may keep what the ones before have loaded, and go on by itself.
/// The odd one among them must be seen all the same.
/// </summary>
internal static partial class SystemScenarios
{
    private const int Rounds = 4;
    private const int StatusFlags = 0xCD7;

    private static IEnumerable<Scenario> Again()
    {
        foreach (var (level, selector, stack) in ((string, ushort, ushort)[])[("kernel", Selector.Code, Selector.Data), ("user", Selector.UserCode, Selector.UserData)])
        {
            Scenario After(string what, Action<Assembler> write, string? known = null) =>
                new($"IRETQ to {level} mode again: {what}", code => { ReturnOften(code, selector, stack); write(code); }, known);

            yield return After("the same", code => Return(code, selector, stack));
            yield return After("status flags", code => Return(code, selector, stack, flags: StatusFlags));
            yield return After("IF, then an event", code => { Return(code, selector, stack, flags: 0x202); code.ud2(); });
            yield return After("all flags", code => Return(code, selector, stack, flags: 0x24_3CD7));
            yield return After("NT", code => { code.push(0x4002); code.popfq(); Return(code, selector, stack); });
            yield return After("RIP not canonical", code => Return(code, selector, stack, address: NotCanonical),
                "QEMU faults at the target; the fault is IRET's (Intel SDM 2A, IRET)");
            yield return After("RSP not canonical", code => Return(code, selector, stack, stack: NotCanonical));
            yield return After("another SS", code => Return(code, selector, Selector.ReadOnly));
            yield return After("SS null", code => Return(code, selector, 0));
            // Without the kernel's code segment no event finds its handler.
            if (selector == Selector.UserCode) yield return After("code absent now", code => { code.and(__byte_ptr[Place.Gdt + (selector & ~7u) + 5], 0x7F); Return(code, selector, stack); });
            yield return After("stack absent now", code => { code.and(__byte_ptr[Place.Gdt + (stack & ~7u) + 5], 0x7F); Return(code, selector, stack); },
                "QEMU makes it #NP; it is #SS (Intel SDM 2A, IRET)");
            yield return After("data segments of the kernel", code =>
            {
                code.mov(ebx, Selector.Data);
                code.mov(es, ebx);
                Return(code, selector, stack);
                code.mov(ebx, es);
            });
            yield return After("frame not mapped", code => { code.mov(esp, 0x7000_0000); code.iretq(); });
        }
        yield return new("SYSCALL and SYSRET often", code => CallOften(code));
        yield return new("SYSCALL again with EFER.SCE off", code => { CallOften(code); code.WriteMsr(Enable, 0xD00); code.EnterUser(); code.syscall(); });
        yield return new("SYSRET again with EFER.SCE off", code => { CallOften(code); code.WriteMsr(Enable, 0xD00); code.sysretq(); });
        yield return new("SYSRET again: all flags", code => { CallOften(code); SystemReturn(code, 0x24_3ED7, null); });
        yield return new("SYSRET again: status flags", code => { CallOften(code); SystemReturn(code, StatusFlags, null); });
        yield return new("SYSCALL again after its registers were written", code => { CallOften(code); Call(code, user: true); }, LosesFlags);
        yield return new("SYSRET again to an address that is not canonical", code => { CallOften(code); SystemReturn(code, 2, NotCanonical); },
            "QEMU does as AMD: the fault is user mode's; it is SYSRET's own (Intel SDM 2B, SYSRET)");
    }

    /// <summary>Back and forth; EBP counts.</summary>
    private static void ReturnOften(Assembler code, ushort selector, ushort stack)
    {
        var (again, back) = (code.CreateLabel(), code.CreateLabel());
        code.OnEvent(back);
        code.mov(ebp, Rounds);
        code.Label(ref again);
        Return(code, selector, stack);
        code.Label(ref back);
        code.dec(ebp);
        code.jne(again);
        EndAfterEvents(code);
    }

    /// <summary>The next event, or return from user mode, ends the scenario again.</summary>
    private static void EndAfterEvents(Assembler code)
    {
        code.mov(r15, __qword_ptr[Place.Finish]);
        code.mov(__qword_ptr[Place.Resume], r15);
    }

    /// <summary>A user program that calls the kernel, which counts in EBP and returns at once.</summary>
    private static void CallOften(Assembler code)
    {
        var (kernel, again, start, back) = (code.CreateLabel(), code.CreateLabel(), code.CreateLabel(), code.CreateLabel());
        code.OnEvent(back);
        code.WriteMsr(Star, 0x0023_0008UL << 32);
        code.WriteMsr(FlagMask, 0x4_0700);
        code.lea(rax, __[kernel]);
        code.mov(rdx, rax);
        code.shr(rdx, 32);
        code.mov(ecx, LongStar);
        code.wrmsr();
        code.jmp(start);
        code.Label(ref kernel);
        code.inc(ebp);
        code.mov(ebx, ss);
        code.sysretq();
        code.Label(ref start);
        code.EnterUser();
        code.xor(ebp, ebp);
        code.Label(ref again);
        code.stc();
        code.syscall();
        code.mov(edx, cs);
        code.pushfq();
        code.pop(rax);
        code.cmp(ebp, Rounds);
        code.jne(again);
        code.BackToKernel();
        code.Label(ref back);
        EndAfterEvents(code);
    }
}
