using Hyperweave.Vmm;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Translation.Tests.Scenarios;

/// <summary>
/// Every way for code to name an address, aimed where the guest has nothing: at a byte of the host, and at both sides of every
/// border of the engine's address arithmetic. QEMU tells what the guest must see; the host's bytes must be as they were.
/// </summary>
internal static class HostileForms
{
    /// <summary>Forms of access to the address in RDI; eight bytes there must not reach a register.</summary>
    private static readonly (string Name, Action<Assembler> Write)[] Forms =
    [
        ("[base] read", code => code.mov(rbx, __qword_ptr[rdi])),
        ("[base] write", code => code.mov(__qword_ptr[rdi], rdi)),
        ("[base+disp8]", code => { code.sub(rdi, 0x70); code.mov(__qword_ptr[rdi + 0x70], rdi); }),
        ("[base-2G]", code => { code.mov(rsi, 0x8000_0000); code.add(rdi, rsi); code.mov(rbx, __qword_ptr[rdi + int.MinValue]); }),
        ("[base+2G]", code => { code.sub(rdi, int.MaxValue); code.mov(rbx, __qword_ptr[rdi + int.MaxValue]); }),
        ("[good+index]", code => { code.mov(esi, Place.Arena); code.mov(rcx, __qword_ptr[rsi]); code.sub(rdi, rsi); code.mov(rbx, __qword_ptr[rsi + rdi]); }),
        ("[good+index*8]", code => { code.mov(esi, Place.Arena); code.mov(rcx, __qword_ptr[rsi]); code.sub(rdi, rsi); code.sar(rdi, 3); code.mov(__qword_ptr[rsi + rdi * 8], rdi); }),
        ("good base moved", code => { code.mov(esi, Place.Arena); code.mov(rcx, __qword_ptr[rsi]); code.sub(rdi, rsi); code.add(rsi, rdi); code.mov(__qword_ptr[rsi], rdi); }),
        ("good base exchanged", code => { code.mov(esi, Place.Arena); code.mov(rcx, __qword_ptr[rsi]); code.xchg(rsi, rdi); code.mov(rbx, __qword_ptr[rsi]); }),
        ("good base chosen", code => { code.mov(esi, Place.Arena); code.mov(rcx, __qword_ptr[rsi]); code.test(rdi, rdi); code.cmovne(rsi, rdi); code.mov(rbx, __qword_ptr[rsi]); }),
        ("FS base", code => { code.mov(ecx, 0xC000_0100); code.mov(rax, rdi); code.mov(rdx, rdi); code.shr(rdx, 32); code.wrmsr(); code.mov(rbx, __qword_ptr.fs[0]); }),
        ("push", code => { code.lea(rsp, __[rdi + 8]); code.push(rdi); }),
        ("pop", code => { code.mov(rsp, rdi); code.pop(rbx); }),
        ("stack variable", code => { code.sub(rdi, 64); code.mov(rsp, rdi); code.mov(rbx, __qword_ptr[rsp + 64]); }),
        ("stack moved by steps", code => { code.mov(rsp, rdi); code.sub(rsp, 0x7FFF_0000); code.add(rsp, 0x7FFF_0000); code.push(rdi); }),
        ("LEAVE", code => { code.mov(rbp, rdi); code.leave(); }),
        ("ENTER", code => { code.lea(rsp, __[rdi + 8]); code.enter(16, 0); }),
        ("call", code => code.call(rdi)),
        ("jump", code => code.jmp(rdi)),
        ("jump by memory", code => code.jmp(__qword_ptr[rdi])),
        ("call with its stack", code => { var next = code.CreateLabel(); code.lea(rsp, __[rdi + 8]); code.call(next); code.Label(ref next); code.nop(); }),
        ("RET", code => { code.mov(rsp, rdi); code.ret(); }),
        ("IRETQ", code => { code.mov(rsp, rdi); code.iretq(); }),
        ("STOSQ", code => code.stosq()),
        ("REP STOSB", code => { code.mov(rcx, -1L); code.rep.stosb(); }),
        ("REP STOSB downwards", code => { code.std(); code.mov(rcx, -1L); code.rep.stosb(); }),
        ("REP MOVSB out", code => { code.mov(rsi, rdi); code.mov(edi, Place.Arena); code.mov(ecx, 8); code.rep.movsb(); code.mov(rbx, __qword_ptr[Place.Arena]); }),
        ("REP CMPSB", code => { code.mov(rsi, rdi); code.mov(edi, Place.Arena); code.mov(ecx, 8); code.repe.cmpsb(); }),
        ("XLATB", code => { code.mov(rbx, rdi); code.xor(eax, eax); code.xlatb(); }),
        ("LOCK CMPXCHG16B", code => { code.and(rdi, -16); code.@lock.cmpxchg16b(__xmmword_ptr[rdi]); }),
        ("MOVNTI", code => code.movnti(__qword_ptr[rdi], rdi)),
        ("MOVUPS", code => code.movups(__xmmword_ptr[rdi], xmm0)),
        ("FXSAVE", code => { code.and(rdi, -16); code.fxsave(__[rdi]); }),
        ("FSTP", code => { code.fldz(); code.fstp(__tword_ptr[rdi]); }),
        ("bit far off", code => { code.mov(esi, Place.Arena); code.sub(rdi, rsi); code.shl(rdi, 3); code.bts(__qword_ptr[rsi], rdi); }),
        ("SGDT", code => code.sgdt(__[rdi])),
        ("LGDT", code => code.lgdt(__[rdi])),
        ("STR", code => code.str(__word_ptr[rdi])),
        ("REP OUTSB", code => { code.mov(rsi, rdi); code.mov(ecx, 8); code.mov(dx, 0x80); code.rep.outsb(); }),
        ("INSB", code => { code.mov(dx, 0x80); code.insb(); }),
    ];

    internal static IEnumerable<Scenario> At(string what, ulong address) =>
        Forms.Select(form => new Scenario($"{form.Name} at {what}", code => { code.mov(rdi, (long)address); form.Write(code); },
            Difference(form.Name, address)));

    private static string? Difference(string form, ulong address) => (form, ProcessorMode.IsCanonical(address)) switch
    {
        ("FS base", false) => "QEMU takes any base; one that is not canonical is #GP (Intel SDM 2B, WRMSR)",
        ("LEAVE", false) => "QEMU raises #GP; the stack's fault is #SS (Intel SDM 2A, LEAVE)",
        ("LOCK CMPXCHG16B", true) => ReadsFirst,
        ("bit far off", _) when BitAddress(address) is not 0 and var reached && ProcessorMode.IsCanonical(reached) => ReadsFirst,
        _ => null,
    };

    private const string ReadsFirst = "QEMU makes it a read and then a write; the access that faults is a write (Intel SDM 3A 4.7)";

    /// <summary>A distance in bits has 61 bits of bytes; one of these ends at 0, the guest's own RAM.</summary>
    private static ulong BitAddress(ulong address) => Place.Arena + (ulong)((long)((address - Place.Arena) << 3) >> 3);

    /// <summary>Where a slot, a window, a guard, the lower half, the upper half end.</summary>
    internal static IEnumerable<ulong> Borders()
    {
        ulong[] ends = [1UL << 39, 64UL << 30, (1UL << 39) + (64UL << 30), 1UL << 46, 0xFFFF_8000_0000_0000, ulong.MaxValue << 39, 1UL << 63];
        // An access that begins below 2^47 and ends above is #PF or #GP as the processor likes: none such.
        return ends.SelectMany(end => (ulong[])[end - 4, end])
            .Concat([1UL << 47, (1UL << 47) - 512, ulong.MaxValue - 7]);
    }
}
