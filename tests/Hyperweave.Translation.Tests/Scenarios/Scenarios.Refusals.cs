using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Translation.Tests.Scenarios;

/// <summary>What user mode may not do, and values that system registers do not take.</summary>
internal static partial class SystemScenarios
{
    internal static IEnumerable<Scenario> Refusals()
    {
        foreach (var (name, write) in Privileged())
            yield return new($"user mode: {name}", code => { code.EnterUser(); write(code); code.BackToKernel(); });
        foreach (var (name, write) in GoodAndBadValues()) yield return new(name, code => { write(code); code.mov(ebx, 1); });
        foreach (var (name, write, known) in BadValues()) yield return new(name, code => { write(code); code.mov(ebx, 1); }, $"QEMU takes it; it is #GP ({known})");
    }

    private static IEnumerable<(string, Action<Assembler>)> Privileged() =>
    [
        ("HLT", code => code.hlt()), ("CLI", code => code.cli()), ("STI", code => code.sti()), ("IN", code => code.@in(al, 0x60)), ("OUT", code => code.@out(dx, eax)),
        ("INSB", code => code.insb()), ("REP OUTSB", code => code.rep.outsb()), ("MOV from CR0", code => code.mov(rax, cr0)), ("MOV to CR3", code => code.mov(cr3, rax)),
        ("MOV from CR8", code => code.mov(rax, cr8)), ("MOV from DR0", code => code.mov(rax, dr0)), ("MOV to DR7", code => code.mov(dr7, rax)), ("RDMSR", code => code.rdmsr()),
        ("WRMSR", code => code.wrmsr()), ("LGDT", code => code.lgdt(__qword_ptr[rdi])), ("LIDT", code => code.lidt(__qword_ptr[rdi])), ("LLDT", code => code.lldt(ax)),
        ("LTR", code => code.ltr(ax)), ("LMSW", code => code.lmsw(ax)), ("CLTS", code => code.clts()), ("INVLPG", code => code.invlpg(__byte_ptr[rdi])),
        ("INVD", code => code.invd()), ("WBINVD", code => code.wbinvd()), ("SWAPGS", code => code.swapgs()), ("SYSRET", code => code.sysretq()),
        ("SMSW", code => { code.smsw(eax); code.and(eax, 0xFFFF); }), ("STR", code => code.str(eax)), ("SLDT", code => code.sldt(ebx)),
        ("SGDT", code => { code.sgdt(__qword_ptr[Place.Page(0)]); code.mov(rbx, __qword_ptr[Place.Page(0) + 2]); }),
        ("SIDT", code => { code.sidt(__qword_ptr[Place.Page(0)]); code.mov(rbx, __qword_ptr[Place.Page(0) + 2]); }),
        ("POPFQ leaves IF and IOPL", code => { code.push(0x3202); code.popfq(); code.pushfq(); code.pop(rax); }),
        ("MOV to DS of a kernel selector", code => { code.mov(eax, Selector.Data); code.mov(ds, eax); }),
        ("MOV to SS of a kernel selector", code => { code.mov(eax, Selector.Data); code.mov(ss, eax); }),
        ("MOV to SS of null", code => code.mov(ss, eax)), ("a jump into kernel code", code => FarJump(code, Selector.Code)),
        ("a jump into conforming code", code => FarJump(code, Selector.Conforming)),
    ];

    private static IEnumerable<(string, Action<Assembler>)> GoodAndBadValues() =>
    [
        ("CR8: 15", code => { code.mov(eax, 15); code.mov(cr8, rax); code.mov(rbx, cr8); code.mov(ecx, 0); code.mov(cr8, rcx); }),
        ("DR7: upper half", code => { code.mov(rax, 0x1_0000_0400); code.mov(dr7, rax); }), ("DR6: upper half", code => { code.mov(rax, 0x1_0000_0400); code.mov(dr6, rax); }),
        ("DR7 reads back", code => { code.mov(rax, 0x0000_FFFF_0000L); code.mov(dr7, rax); code.mov(rcx, dr7); code.xor(eax, eax); code.mov(dr7, rax); }),
        ("LLDT of a code segment", code => { code.mov(eax, Selector.Code); code.lldt(ax); }), ("LLDT beyond the GDT", code => { code.mov(eax, 0xF000); code.lldt(ax); }),
        ("LTR of a busy task", code => { code.mov(eax, Selector.Task); code.ltr(ax); }),
    ];

    private static IEnumerable<(string, Action<Assembler>, string)> BadValues() =>
    [
        ("CR8: 16", code => { code.mov(eax, 16); code.mov(cr8, rax); }, "Intel SDM 2B, MOV to control registers"),
        ("EFER: reserved bit", code => code.WriteMsr(Enable, 0x1_0D01), "Intel SDM 4, IA32_EFER"),
        ("EFER: LME off under paging", code => code.WriteMsr(Enable, 0x801), "Intel SDM 3A 9.8.5"),
        ("an MSR that is not", code => { code.mov(ecx, 0x1234_5678); code.rdmsr(); }, "Intel SDM 2B, RDMSR"),
        ("WRMSR of one that is not", code => code.WriteMsr(0x1234_5678, 1), "Intel SDM 2B, WRMSR"),
        ("LTR of null", code => { code.xor(eax, eax); code.ltr(ax); }, "Intel SDM 2A, LTR"),
        ("PAT with a reserved type", code => code.WriteMsr(0x277, 0x0207_0406), "Intel SDM 3A 11.12.2"),
    ];

    /// <summary>To an address of the arena that holds INT 7F.</summary>
    private static void FarJump(Assembler code, ushort selector)
    {
        code.mov(__word_ptr[Place.Page(0)], 0x7FCD);
        code.mov(__dword_ptr[Place.Page(1)], (int)Place.Page(0));
        code.mov(__dword_ptr[Place.Page(1) + 4], selector);
        code.db(0xFF, 0x2C, 0x25);
        code.dd(Place.Page(1));
    }
}
