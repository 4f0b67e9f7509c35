using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Translation.Tests.Scenarios;

/// <summary>RFLAGS.TF: after which instructions #DB is taken, and what DR6 says (Intel SDM 3B 17.3.1.4).</summary>
internal static partial class SystemScenarios
{
    internal const uint LocalApic = 0xFEE0_0000;

    internal static IEnumerable<Scenario> SingleSteps()
    {
        foreach (var (name, write, known) in Stepped())
            yield return new($"step: {name}", code => { Prepare(code); code.Step(); write(code); Nops(code); }, known);
        foreach (var (name, write) in SteppedByUser())
            yield return new($"step in user mode: {name}", code => { Prepare(code); code.OnEventReturn(); Return(code, Selector.UserCode, flags: 0x102); write(code); Nops(code); });
        yield return new("step: IRETQ sets TF", code => { code.OnEventReturn(); Return(code, Selector.Code, flags: 0x102); Nops(code); });
        yield return new("step: IRETQ clears TF", code => { code.Step(); Return(code, Selector.Code, flags: 2); Nops(code); });
        yield return new("step: IRETQ with RF and TF", code => { code.OnEventReturn(); Return(code, Selector.Code, flags: 0x1_0102); Nops(code); });
        foreach (int mask in (int[])[0, 0x100])
            yield return new($"step: SYSCALL, FMASK {mask:X}", code => { SystemCallTarget(code, mask); code.Step(); code.syscall(); Nops(code); });
        foreach (int flags in (int[])[2, 0x102])
        {
            yield return new($"step: SYSRET, R11 {flags:X}", code => { code.OnEventReturn(); SystemReturn(code, flags); Nops(code); });
            yield return new($"step: SYSRET stepped, R11 {flags:X}", code => { code.mov(r14d, flags); code.Step(12); SystemReturn(code, flags); Nops(code); });
        }
        yield return new("step: a page fault that is repaired", code =>
        {
            code.Remap(0, clear: Bit.P);
            code.Step();
            code.mov(eax, __dword_ptr[Place.Page(0)]);
            Nops(code);
        });
    }

    private static (string, Action<Assembler>, string?)[] Stepped() =>
    [
        ("NOP", code => code.nop(), null), ("arithmetic", code => { code.add(eax, 5); code.sub(ebx, 7); code.lea(rcx, __[rax + rbx]); }, null),
        ("POPFQ clears TF", code => { code.push(2); code.popfq(); }, null), ("PUSHFQ shows TF", code => { code.pushfq(); code.pop(rax); }, null),
        ("CALL and RET", code => { var f = code.CreateLabel(); var end = code.CreateLabel(); code.call(f); code.jmp(end); code.Label(ref f); code.ret(); code.Label(ref end); }, null),
        ("Jcc taken and not", code => { var a = code.CreateLabel(); code.cmp(eax, eax); code.jne(a); code.je(a); code.nop(); code.Label(ref a); }, null),
        ("LOOP", code => { var a = code.CreateLabel(); code.mov(ecx, 2); code.Label(ref a); code.loop(a); }, null),
        ("REP MOVSB of 3", code => { code.mov(ecx, 3); code.rep.movsb(); }, null), ("REP STOSQ of none", code => { code.xor(ecx, ecx); code.rep.stosq(); }, null),
        ("REP STOSB of 1", code => { code.mov(ecx, 1); code.rep.stosb(); }, null),
        ("REPE CMPSB that stops", code => { code.mov(ecx, 5); code.mov(__byte_ptr[rsi + 1], 9); code.repe.cmpsb(); }, null),
        ("REP LODSW", code => { code.mov(ecx, 2); code.rep.lodsw(); }, null), ("MOVSQ", code => code.movsq(), null),
        ("REP INSB", code => { code.mov(ecx, 2); code.mov(edx, 0x80); code.rep.insb(); }, null), ("REP OUTSB", code => { code.mov(ecx, 2); code.mov(edx, 0x80); code.rep.outsb(); }, null),
        ("IN and OUT", code => { code.@in(al, 0x80); code.@out(0x80, al); code.xor(eax, eax); }, null), ("CLI and STI", code => { code.cli(); code.sti(); code.cli(); }, "QEMU takes none after STI, which holds interrupts back alone (Intel SDM 2B, STI)"),
        ("MOV SS", code => { code.mov(eax, Selector.Data); code.mov(ss, eax); code.inc(ebx); }, null),
        ("POP SS, 32-bit only", code => code.db(0x17), null), ("MOV DS", code => { code.mov(eax, Selector.Data); code.mov(ds, eax); }, null),
        ("LSS", code => { code.mov(__dword_ptr[Place.Page(1)], (int)Place.MainStack - 64); code.mov(__dword_ptr[Place.Page(1) + 4], Selector.Data); code.lss(esp, __[Place.Page(1)]); }, "QEMU takes none after LSS; MOV SS and POP SS hold it back alone (Intel SDM 3A 6.8.3)"),
        ("CPUID", code => { code.xor(eax, eax); code.cpuid(); code.xor(eax, eax); code.xor(ecx, ecx); code.xor(edx, edx); code.xor(ebx, ebx); }, null),
        ("RDMSR and WRMSR", code => { code.mov(ecx, Enable); code.rdmsr(); code.wrmsr(); }, null), ("MOV CR3", code => { code.mov(rax, cr3); code.mov(cr3, rax); }, null),
        ("MOV CR0", code => { code.mov(rax, cr0); code.mov(cr0, rax); }, null), ("MOV DR", code => { code.mov(rax, dr7); code.mov(dr0, rax); }, null),
        ("SWAPGS", code => { code.swapgs(); code.swapgs(); }, null), ("LGDT", code => code.lgdt(__qword_ptr[Place.GdtPointer]), null), ("INVLPG", code => code.invlpg(__byte_ptr[Place.Page(0)]), null),
        ("INT n", code => code.@int(Vector.User), null), ("INT3", code => code.int3(), null),
        ("UD2", code => code.ud2(), null), ("#GP", code => { code.mov(rax, NotCanonical); code.mov(ecx, __dword_ptr[rax]); }, null), ("#DE", code => code.div(ecx), null),
        ("x87", code => { code.fninit(); code.fld1(); code.fstp(st0); }, null), ("SSE", code => { code.xorps(xmm0, xmm0); code.movups(__xmmword_ptr[Place.Page(0)], xmm0); }, null),
        ("XLATB", code => { code.mov(ebx, Place.Page(0)); code.xlatb(); }, null), ("CMPXCHG and XADD", code => { code.@lock.cmpxchg(__dword_ptr[Place.Page(0)], eax); code.@lock.xadd(__dword_ptr[Place.Page(0)], ecx); }, null),
        ("PUSH and POP of memory", code => { code.push(__qword_ptr[Place.Page(0)]); code.pop(__qword_ptr[Place.Page(0)]); }, null), ("ENTER and LEAVE", code => { code.enter(16, 1); code.leave(); }, null),
        ("a device's memory", code => { code.mov(ebx, LocalApic); code.mov(eax, __dword_ptr[rbx + 0x20]); code.mov(__dword_ptr[rbx + 0x380], 0); }, null),
        ("far return", code => { var next = code.CreateLabel(); code.push(Selector.Code); code.lea(rax, __[next]); code.push(rax); code.ReturnFar(); code.Label(ref next); code.xor(eax, eax); }, null),
        ("changed code", code => { var next = code.CreateLabel(); code.lea(rdi, __[next]); code.mov(__word_ptr[rdi], 0x9090); code.Label(ref next); code.inc(ebx); }, null),
    ];

    private static (string, Action<Assembler>)[] SteppedByUser() =>
    [
        ("NOP", code => code.nop()), ("POPFQ clears TF", code => { code.push(2); code.popfq(); }), ("CALL and RET", code => { var f = code.CreateLabel(); code.call(f); code.Label(ref f); code.pop(rax); code.xor(eax, eax); }),
        ("REP STOSB", code => { code.mov(ecx, 3); code.rep.stosb(); }), ("INT n", code => code.@int(Vector.User)), ("CLI", code => code.cli()), ("UD2", code => code.ud2()),
        ("CPUID", code => { code.cpuid(); code.xor(eax, eax); code.xor(ecx, ecx); code.xor(edx, edx); code.xor(ebx, ebx); }),
    ];

    private static void Prepare(Assembler code)
    {
        code.mov(esi, Place.Page(2));
        code.mov(edi, Place.Page(3));
    }

    private static void Nops(Assembler code)
    {
        for (int count = 0; count < 8; count++) code.nop();
        code.BackToKernel();
    }

    /// <summary>IRETQ to the next instruction.</summary>
    private static void Return(Assembler code, ushort selector, int flags)
    {
        var next = code.CreateLabel();
        code.push(selector == Selector.UserCode ? Selector.UserData : Selector.Data);
        code.push((int)(selector == Selector.UserCode ? Place.UserStack : Place.MainStack - 256));
        code.push(flags);
        code.push(selector);
        code.lea(r14, __[next]);
        code.push(r14);
        code.iretq();
        code.Label(ref next);
    }

    /// <summary>SYSCALL leads to NOPs in the arena.</summary>
    private static void SystemCallTarget(Assembler code, int mask)
    {
        code.mov(rax, 0x7FCD_9090_9090_9090);
        code.mov(__qword_ptr[Place.Page(1)], rax);
        code.WriteMsr(Star, 0x0023_0008UL << 32);
        code.WriteMsr(FlagMask, (ulong)mask);
        code.WriteMsr(LongStar, Place.Page(1));
    }

    private static void SystemReturn(Assembler code, int flags)
    {
        var next = code.CreateLabel();
        code.WriteMsr(Star, 0x0023_0008UL << 32);
        code.lea(rcx, __[next]);
        code.mov(r11d, flags);
        code.sysretq();
        code.Label(ref next);
    }
}
