using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Translation.Tests.Scenarios;

/// <summary>Exceptions that instructions raise, with error code, pushed RIP and untouched operands.</summary>
internal static partial class SystemScenarios
{
    private const long NotCanonical = 0x0000_8000_0000_0000;

    internal static IEnumerable<Scenario> Exceptions() => [.. Arithmetic(), .. Undefined(), .. GeneralProtection(), .. FloatingPointFaults()];

    private static IEnumerable<Scenario> Arithmetic()
    {
        yield return new("DIV by zero", code => { code.mov(eax, 7); code.div(ecx); });
        yield return new("DIV overflow", code => { code.mov(edx, 2); code.mov(ecx, 2); code.div(ecx); });
        yield return new("IDIV overflow", code => { code.mov(rax, long.MinValue); code.mov(rdx, -1L); code.mov(rcx, -1L); code.idiv(rcx); });
        yield return new("DIV of memory that is zero", code => { code.mov(eax, 7); code.div(__dword_ptr[Place.Page(0)]); });
        yield return new("INT3", code => code.int3());
        yield return new("INT1", code => code.int1(), "QEMU makes it #UD; it is #DB (Intel SDM 2A, INT1)");
        yield return new("INT3 in user mode", code => { code.EnterUser(); code.int3(); });
    }

    private static IEnumerable<Scenario> Undefined()
    {
        foreach (string bytes in (string[])["0F0B", "0FB9C0", "0FFFC0", "06", "27", "37", "3F", "60", "61", "82C000", "9A0000000000", "C500", "CE", "D6", "EA000000000800", "F090",
            "F00FC7C8", "0F24C0", "0F04", "0F0A", "FEF8", "FFFF", "8CF8", "8EC8", "0F20C8", "0F22C8", "660F38F0C0", "0FC7C8"])
            yield return new($"opcode {bytes}", code => code.db(Convert.FromHexString(bytes)));
        foreach (var (name, bytes) in ((string, string)[])
        [
            ("15 bytes", "666666666666666666666666666690"), ("16 bytes", "66666666666666666666666666666690"), ("15 prefixes", "2E2E2E2E2E2E2E2E2E2E2E2E2E2E2E2E90"),
            ("16 bytes with an immediate", "66662E2E2E2E2EC78424000000000000"), ("17 bytes with an immediate", "2E2E2E2E2E2E48C7842400000000AABBCCDD90"),
            ("16 bytes, the last of them displacement", "3E3E3E3E3E3E3E3E3E488B8424000000009090"), ("15 bytes, none of them an instruction", "2E2E2E2E2E2E2E2E2E2E2E2E2E2E06"),
            ("14 bytes, UD2", "2E2E2E2E2E2E2E2E2E2E2E2E0F0B90"),
        ])
            yield return new($"long: {name}", code => code.db(Convert.FromHexString(bytes)));
        yield return new("DR4 with CR4.DE", code => { code.Set(cr4, 8); code.mov(rax, dr4); });
    }

    private static IEnumerable<Scenario> GeneralProtection()
    {
        foreach (var (name, access) in ((string, Action<Assembler>)[])
        [
            ("read", code => code.mov(rbx, __qword_ptr[rdi])), ("write", code => code.mov(__qword_ptr[rdi], rbx)), ("push", code => { code.mov(rsp, rdi); code.push(rbx); }),
            ("by RBP", code => { code.mov(rbp, rdi); code.mov(rbx, __qword_ptr[rbp]); }), ("by RSP", code => { code.mov(rsp, rdi); code.mov(rbx, __qword_ptr[rsp]); }),
            ("LODSQ", code => { code.mov(rsi, rdi); code.lodsq(); }), ("jump", code => code.jmp(rdi)), ("call", code => code.call(rdi)),
            ("RET", code => { code.push(rdi); code.ret(); }), ("FS base", code => code.WriteMsr(0xC000_0100, (ulong)NotCanonical)),
            ("INVLPG", code => code.invlpg(__byte_ptr[rdi])), ("LIDT", code => { code.mov(__qword_ptr[Place.Own + 2], rdi); code.lidt(__qword_ptr[Place.Own]); }),
            ("LAR's memory", code => code.lar(ax, __word_ptr[rdi])), ("CMPXCHG16B", code => code.cmpxchg16b(__xmmword_ptr[rdi])),
        ])
            yield return new($"not canonical: {name}", code => { code.mov(rdi, NotCanonical); access(code); },
                name switch
                {
                    "FS base" or "LIDT" => TakesAnyAddress,
                    "by RBP" => "QEMU raises #GP; a base of RBP means SS, hence #SS (Intel SDM 1 3.7.4, 3A 6.15)",
                    _ => null,
                });
        yield return new("MOVAPS not aligned", code => code.movaps(xmm0, __xmmword_ptr[Place.Page(0) + 8]));
        yield return new("CMPXCHG16B not aligned", code => code.cmpxchg16b(__xmmword_ptr[Place.Page(0) + 8]));
        yield return new("MOVNTDQ not aligned", code => code.movntdq(__xmmword_ptr[Place.Page(0) + 8], xmm0));
        yield return new("PADDB's memory not aligned", code => code.paddb(xmm0, __xmmword_ptr[Place.Page(0) + 8]));
    }

    private static IEnumerable<Scenario> FloatingPointFaults()
    {
        yield return new("x87 with CR0.TS", code => { code.Set(cr0, 8); code.fld1(); });
        yield return new("SSE with CR0.TS", code => { code.Set(cr0, 8); code.addps(xmm0, xmm0); });
        yield return new("x87 with CR0.EM", code => { code.Set(cr0, 4); code.fld1(); });
        yield return new("SSE with CR0.EM", code => { code.Set(cr0, 4); code.addps(xmm0, xmm0); });
        yield return new("FWAIT with CR0.TS and MP", code => { code.Set(cr0, 10); code.wait(); });
        yield return new("SSE without CR4.OSFXSR", code => { code.mov(eax, 0x20); code.mov(cr4, rax); code.addps(xmm0, xmm0); });
        yield return new("x87 division by zero, not masked", code =>
        {
            code.fninit();
            code.mov(__dword_ptr[Place.Page(0)], 0x37B);
            code.fldcw(__word_ptr[Place.Page(0)]);
            code.fld1();
            code.fldz();
            code.fdivp(st1, st0);
            code.wait();
            code.mov(eax, 1);
        });
        yield return new("SSE division by zero, not masked", code =>
        {
            code.mov(__dword_ptr[Place.Page(0)], 0x1D80);
            code.ldmxcsr(__dword_ptr[Place.Page(0)]);
            code.mov(eax, 1);
            code.cvtsi2sd(xmm0, eax);
            code.xorps(xmm1, xmm1);
            code.divsd(xmm0, xmm1);
        }, "QEMU has no #XM (Intel SDM 3A 6.15, vector 19)");
        yield return new("LDMXCSR with a reserved bit", code => { code.mov(__dword_ptr[Place.Page(0)], 0x1_0000); code.ldmxcsr(__dword_ptr[Place.Page(0)]); },
            "QEMU takes it; it is #GP (Intel SDM 2A, LDMXCSR)");
        yield return new("exceptions masked again", code =>
        {
            code.fninit();
            code.mov(__dword_ptr[Place.Page(0)], 0x1F80);
            code.ldmxcsr(__dword_ptr[Place.Page(0)]);
        });
    }
}
