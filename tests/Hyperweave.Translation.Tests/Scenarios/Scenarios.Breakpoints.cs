using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Translation.Tests.Scenarios;

/// <summary>Debug registers: breakpoints on instructions, data and ports, and the registers themselves (Intel SDM 3B 17.2, 17.3.1).</summary>
internal static partial class SystemScenarios
{
    private const int OnInstruction = 0, OnWrite = 1, OnPort = 2, OnAccess = 3;

    internal static IEnumerable<Scenario> Breakpoints() => [.. InstructionBreakpoints(), .. DataBreakpoints(), .. PortBreakpoints(), .. DebugRegisters()];

    private static IEnumerable<Scenario> InstructionBreakpoints()
    {
        yield return new("instruction: before it is executed", code => AtLabel(code, (c, here) => { c.inc(ebx); c.Label(ref here); c.inc(ecx); c.inc(edx); }));
        yield return new("instruction: again and again without RF", code => { code.OnEventReturn(); AtLabel(code, (c, here) => { c.inc(ebx); c.Label(ref here); c.inc(ecx); }); });
        yield return new("instruction: once for two armed alike", code => AtLabel(code, (c, here) => { c.Watch(1, rdi, OnInstruction, 1); c.Label(ref here); c.inc(ecx); }));
        yield return new("instruction: not on its second byte", code => AtLabel(code, (c, here) => { c.inc(rdi); c.Watch(0, rdi, OnInstruction, 1); c.Label(ref here); c.mov(ecx, 77); }));
        yield return new("instruction: disarmed", code => AtLabel(code, (c, here) => { c.xor(eax, eax); c.mov(dr7, rax); c.Label(ref here); c.inc(ecx); }));
        yield return new("instruction: RF of IRETQ passes it once", code => AtLabel(code, (c, here) =>
        {
            c.push(Selector.Data);
            c.push((int)Place.MainStack - 256);
            c.push(0x1_0002);
            c.push(Selector.Code);
            c.push(rdi);
            c.iretq();
            c.Label(ref here);
            c.inc(ecx);
            c.cmp(ecx, 3);
            c.jne(here);
        }));
        yield return new("instruction: in a loop that runs already", code =>
        {
            var loop = code.CreateLabel();
            var armed = code.CreateLabel();
            code.lea(rdi, __[loop]);
            code.mov(ecx, 1000);
            code.Label(ref loop);
            code.inc(edx);
            code.dec(ecx);
            code.jne(loop);
            code.test(ebx, ebx);
            code.jne(armed);
            code.inc(ebx);
            code.Watch(0, rdi, OnInstruction, 1);
            code.mov(ecx, 3);
            code.jmp(loop);
            code.Label(ref armed);
            code.nop();
        });
        yield return new("instruction: the target of CALL", code => AtLabel(code, (c, here) => { c.call(here); c.nop(); c.Label(ref here); c.pop(rax); c.xor(eax, eax); }));
        yield return new("instruction: the target of RET", code => AtLabel(code, (c, here) => { c.push(rdi); c.ret(); c.nop(); c.Label(ref here); c.inc(ebx); }));
        yield return new("instruction: one that faults", code => AtLabel(code, (c, here) => { c.Label(ref here); c.ud2(); }));
        yield return new("instruction: the machine's", code => AtLabel(code, (c, here) => { c.nop(); c.Label(ref here); c.mov(rax, cr0); c.xor(eax, eax); }));
        yield return new("instruction: in user mode", code => AtLabel(code, (c, here) => { c.EnterUser(); c.inc(ebx); c.Label(ref here); c.inc(ecx); c.BackToKernel(); }));
        yield return new("instruction: after MOV SS", code => AtLabel(code, (c, here) => { c.mov(eax, Selector.Data); c.mov(ss, eax); c.Label(ref here); c.inc(ecx); }),
            "QEMU takes it; MOV SS holds breakpoints on the next instruction back (Intel SDM 3B 17.3.1.1)");
        yield return new("instruction: after a step to it", code =>
        {
            AtLabel(code, (c, here) => { c.OnEventReturn(); c.Step(); c.nop(); c.Label(ref here); c.inc(ecx); c.nop(); });
        }, "QEMU's step tells of the breakpoint after it too; that is met later (Intel SDM 3A 6.9, table 6-2)");
        yield return new("instruction: REP MOVSB, passed by RF", code => AtLabel(code, (c, here) =>
        {
            c.mov(r8, rdi);
            c.mov(esi, Place.Page(2));
            c.mov(edi, Place.Page(3));
            c.mov(ecx, 100);
            Return(c, Selector.Code, flags: 2);
            c.push(Selector.Data);
            c.push((int)Place.MainStack - 256);
            c.push(0x1_0002);
            c.push(Selector.Code);
            c.push(r8);
            c.iretq();
            c.Label(ref here);
            c.rep.movsb();
            c.inc(ebx);
        }), "QEMU's RF ends with the first element; it is for all of them (Intel SDM 3B 17.3.1.1)");
    }

    private static IEnumerable<Scenario> DataBreakpoints()
    {
        foreach (int kind in (int[])[OnWrite, OnAccess])
        {
            foreach (int length in (int[])[1, 2, 4, 8])
            {
                foreach (var (name, write) in WatchedAccesses())
                    yield return new($"data, kind {kind}, {length} bytes: {name}", code => Watched(code, kind, length, write));
            }
        }
        foreach (var (name, write, known) in Touches()) yield return new($"data: {name}", code => Watched(code, OnAccess, 8, write), known);
        yield return new("data: two breakpoints at once", code => Watched(code, OnAccess, 8, c => { c.Watch(3, Place.Page(4) + 12, OnWrite, 4); c.mov(__qword_ptr[Place.Page(4) + 8], rbx); }));
        yield return new("data: with a single step", code => { code.Watch(0, Place.Page(4) + 8, OnAccess, 8); code.Step(3); code.nop(); code.mov(__dword_ptr[Place.Page(4) + 8], ebx); code.nop(); Nops(code); },
            "QEMU takes the step within the handler of the breakpoint; they are one #DB (Intel SDM 3B 17.3.1.4)");
        yield return new("data: in user mode", code => Watched(code, OnWrite, 4, c => { c.EnterUser(); c.mov(__dword_ptr[Place.Page(4) + 8], 3); c.inc(ebx); Nops(c); }));
        yield return new("data: the stack of CALL", code => Watched(code, OnWrite, 8, c => { c.mov(esp, Place.Page(4) + 16); var f = c.CreateLabel(); c.call(f); c.Label(ref f); c.inc(ebx); }));
        yield return new("data: a page that is not mapped", code => Watched(code, OnAccess, 4, c => { c.Remap(4, clear: Bit.P); c.mov(eax, __dword_ptr[Place.Page(4) + 8]); }, resumes: false));
        yield return new("data: disarmed", code => Watched(code, OnAccess, 4, c => { c.mov(__dword_ptr[Place.Page(4) + 8], 1); c.xor(eax, eax); c.mov(dr7, rax); c.mov(__dword_ptr[Place.Page(4) + 8], 2); c.nop(); }));
        yield return new("data: other bytes of the page", code => Watched(code, OnAccess, 4, c => { c.mov(__dword_ptr[Place.Page(4) + 4], 1); c.mov(__dword_ptr[Place.Page(4) + 12], 1); c.mov(eax, __dword_ptr[Place.Page(4) + 0x800]); }));
        yield return new("data: another address of the same page of RAM", code => { code.mov(__qword_ptr[Place.Entry(5)], (int)(Place.PagePhysical(4) | 7)); Watched(code, OnAccess, 4, c => { c.mov(__dword_ptr[Place.Page(5) + 8], 1); c.nop(); }); });
    }

    /// <summary>On the eight bytes from 8 on in page 4, of which the first are watched.</summary>
    private static (string, Action<Assembler>)[] WatchedAccesses() =>
    [
        ("MOV to it", code => code.mov(__dword_ptr[Place.Page(4) + 8], ebx)), ("MOV from it", code => code.mov(ecx, __dword_ptr[Place.Page(4) + 8])),
        ("MOV to its last byte", code => code.mov(__byte_ptr[Place.Page(4) + 15], bl)), ("MOV across its beginning", code => code.mov(__qword_ptr[Place.Page(4) + 1], rbx)),
        ("MOV before it", code => code.mov(__qword_ptr[Place.Page(4)], rbx)), ("INC", code => code.inc(__dword_ptr[Place.Page(4) + 8])),
    ];

    private static (string, Action<Assembler>, string?)[] Touches() =>
    [
        ("XCHG", code => code.xchg(__dword_ptr[Place.Page(4) + 8], ebx), null), ("CMPXCHG that fails", code => { code.mov(eax, 1); code.@lock.cmpxchg(__dword_ptr[Place.Page(4) + 8], ebx); }, null),
        ("PUSH of it", code => code.push(__qword_ptr[Place.Page(4) + 8]), null), ("POP to it", code => { code.push(5); code.pop(__qword_ptr[Place.Page(4) + 8]); }, null),
        ("MOVUPS", code => code.movups(xmm0, __xmmword_ptr[Place.Page(4) + 1]), null), ("FLD", code => { code.fninit(); code.fld(__dword_ptr[Place.Page(4) + 8]); code.fstp(st0); }, null),
        ("a CMP", code => code.cmp(__dword_ptr[Place.Page(4) + 8], 0), null), ("LEA", code => code.lea(rax, __[Place.Page(4) + 8]), null),
        ("REP STOSB over it", code => { code.mov(edi, Place.Page(4) + 5); code.mov(ecx, 8); code.rep.stosb(); code.inc(ebx); }, LastElement),
        ("REP MOVSQ from it", code => { code.mov(esi, Place.Page(4)); code.mov(edi, Place.Page(3)); code.mov(ecx, 4); code.rep.movsq(); code.inc(ebx); }, null),
        ("REPNE SCASB", code => { code.mov(edi, Place.Page(4)); code.mov(al, 1); code.mov(ecx, 12); code.repne.scasb(); code.xor(eax, eax); }, LastElement),
        ("an access across its page's beginning", code => code.mov(rax, __qword_ptr[Place.Page(4) - 4]), null),
        ("MOV from it that faults later", code => code.push(__qword_ptr[Place.Page(4) + 8]), null),
        ("MOV SS from it", code => { code.mov(__dword_ptr[Place.Page(4)], Selector.Data); code.mov(eax, Selector.Data); code.mov(__dword_ptr[Place.Page(4) + 8], eax); code.mov(ss, __word_ptr[Place.Page(4) + 8]); code.inc(ebx); code.inc(ebx); },
            "QEMU takes it at once; MOV SS holds it back by one instruction (Intel SDM 3A 6.8.3)"),
        ("LGDT from it", code => { code.mov(__word_ptr[Place.Page(4) + 6], Selector.Limit); code.mov(__dword_ptr[Place.Page(4) + 8], (int)Place.Gdt); code.lgdt(__qword_ptr[Place.Page(4) + 6]); }, null),
        ("BT beyond its operand", code => { code.mov(ecx, 64); code.bt(__qword_ptr[Place.Page(4)], rcx); }, null),
    ];

    private const string NoDetection = "QEMU does not know DR7.GD: #DB before the access, with DR6.BD (Intel SDM 3B 17.3.1.3)";
    private const string LastElement = "QEMU takes the last element's trap at the instruction; it is past it (Intel SDM 3B 17.3.1.2)";

    private static IEnumerable<Scenario> PortBreakpoints()
    {
        foreach (bool extended in (bool[])[true, false])
        {
            foreach (var (name, write) in ((string, Action<Assembler>)[])
            [
                ("OUT", code => code.@out(0x80, al)), ("IN", code => code.@in(al, 0x80)), ("IN of the one before", code => code.@in(al, 0x7F)),
                ("REP OUTSB", code => { code.mov(esi, Place.Page(2)); code.mov(edx, 0x80); code.mov(ecx, 2); code.rep.outsb(); }),
            ])
                yield return new($"port, CR4.DE {extended}: {name}", code =>
                {
                    if (extended) code.Set(cr4, 8);
                    code.Watch(1, 0x80, OnPort, 1);
                    code.OnEventReturn();
                    code.xor(eax, eax);
                    write(code);
                    code.xor(eax, eax);
                }, (extended, name) switch
                {
                    (true, "REP OUTSB") => "QEMU's trap leaves the instruction; it comes between two elements (Intel SDM 3B 17.3.1.2)",
                    (false, "OUT" or "IN" or "REP OUTSB") => "QEMU takes it without CR4.DE; kind 2 watches nothing then (Intel SDM 3B 17.2.4)",
                    _ => null,
                });
        }
    }

    private static IEnumerable<Scenario> DebugRegisters()
    {
        foreach (var (name, write) in ((string, Action<Assembler>)[])
            [("MOV from DR0", code => code.mov(rbx, dr0)), ("MOV to DR3", code => code.mov(dr3, rbx)), ("MOV from DR7", code => code.mov(rbx, dr7))])
            yield return new($"DR7.GD: {name}", code => { code.mov(eax, 0x2400); code.mov(dr7, rax); write(code); code.inc(ecx); }, NoDetection);
        yield return new("DR7.GD ends with #DB", code => { var on = code.CreateLabel(); code.OnEvent(on); code.mov(eax, 0x2400); code.mov(dr7, rax); code.mov(rax, dr0); code.Label(ref on); code.mov(rbx, dr7); }, NoDetection);
        yield return new("DR6 reads back", code => { code.xor(eax, eax); code.mov(dr6, rax); code.mov(rbx, dr6); code.mov(eax, 0xE00F); code.mov(dr6, rax); code.mov(rcx, dr6); });
        yield return new("DR7: all bits but breakpoints and GD", code => { code.mov(eax, 0x0000_DF00); code.mov(dr7, rax); code.mov(rbx, dr7); },
            "QEMU keeps reserved bits; they are zero (Intel SDM 3B 17.2.4)");
        yield return new("DR4 and DR5 are DR6 and DR7", code => { code.mov(rax, 0x400); code.db(0x0F, 0x23, 0xE8); code.db(0x0F, 0x21, 0xEB); code.db(0x0F, 0x21, 0xE1); });
        yield return new("DR5 with CR4.DE", code => { code.Set(cr4, 8); code.db(0x0F, 0x21, 0xE8); });
        yield return new("DR8", code => code.db(0x44, 0x0F, 0x21, 0xC0));
        yield return new("DR0 takes any address", code => { code.mov(rax, NotCanonical); code.mov(dr0, rax); code.mov(rbx, dr0); });
        yield return new("#DB leaves the other bits of DR6", code => { code.mov(eax, 0x8000); code.mov(dr6, rax); AtLabel(code, (c, here) => { c.Label(ref here); c.inc(ecx); }); });
    }

    /// <summary>Breakpoint 0 on an instruction; RDI is its address.</summary>
    private static void AtLabel(Assembler code, Action<Assembler, Label> write)
    {
        var here = code.CreateLabel();
        code.lea(rdi, __[here]);
        code.Watch(0, rdi, OnInstruction, 1);
        write(code, here);
    }

    /// <summary>Breakpoint 0 on data at page 4 + 8; then a NOP, and the code that touches it.</summary>
    private static void Watched(Assembler code, int kind, int length, Action<Assembler> write, bool resumes = true)
    {
        code.Watch(0, Place.Page(4) + 8, kind, length);
        if (resumes) code.OnEventReturn();
        code.xor(eax, eax);
        write(code);
        code.nop();
    }
}
