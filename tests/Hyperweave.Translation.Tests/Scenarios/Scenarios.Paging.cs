using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Translation.Tests.Scenarios;

/// <summary>Rights and A/D bits of a 4 KiB page: every kind of entry, access, level and CR0.WP.</summary>
internal static partial class SystemScenarios
{
    private const long Reserved = 1L << 51;
    private const long WriteProtect = 0x1_0000;

    internal static IEnumerable<Scenario> Paging()
    {
        yield return new("a read sets A", code => { code.mov(ebx, __dword_ptr[Place.Page(0)]); code.mov(rax, __qword_ptr[Place.Entry(0)]); });
        yield return new("a write sets A and D", code => { code.mov(__dword_ptr[Place.Page(0)], ebx); code.mov(rax, __qword_ptr[Place.Entry(0)]); });
        foreach (var (name, set, clear) in Rights())
        {
            foreach (var (access, write) in Accesses())
            {
                foreach (var (user, protect) in ((bool, bool)[])[(false, false), (false, true), (true, false), (true, true)])
                    yield return Access(name, set, clear, access, write, user, protect);
            }
        }
    }

    /// <summary>Bits that an entry of the arena gets and loses.</summary>
    private static IEnumerable<(string Name, long Set, long Clear)> Rights() =>
    [
        ("present", 0, 0), ("not present", 0, Bit.P), ("read-only", 0, Bit.W), ("supervisor", 0, Bit.U), ("read-only supervisor", 0, Bit.W | Bit.U),
        ("no-execute", Bit.NX, 0), ("reserved bit 51", Reserved, 0), ("not present, reserved bit 51", Reserved, Bit.P), ("global", Bit.G, 0),
    ];

    /// <summary>On <see cref="Place.Page"/>(0), whose address is in RDI.</summary>
    private static IEnumerable<(string Name, Action<Assembler> Write)> Accesses() =>
    [
        ("read", code => code.mov(rbx, __qword_ptr[rdi + 8])),
        ("write", code => code.mov(__dword_ptr[rdi + 16], ebx)),
        ("read-modify-write", code => code.inc(__word_ptr[rdi + 24])),
        ("locked", code => code.@lock.xadd(__qword_ptr[rdi + 32], rcx)),
        ("execute", code => code.jmp(rdi)),
        ("push", code => { code.lea(rsp, __[rdi + 64]); code.push(rbx); }),
        ("string", code => { code.mov(ecx, 4); code.rep.stosq(); }),
        ("vector", code => code.movups(__xmmword_ptr[rdi + 48], xmm0)),
    ];

    private static Scenario Access(string name, long set, long clear, string access, Action<Assembler> write, bool user, bool protect) =>
        new($"{name}: {access}, {(user ? "user" : "kernel")}, WP {(protect ? 1 : 0)}", code =>
        {
            var done = code.CreateLabel();
            code.mov(edi, Place.Page(0));
            // INT 7F, for the accesses that execute here.
            code.mov(__word_ptr[rdi], 0x7FCD);
            code.Remap(0, set, clear | Bit.A | Bit.D);
            code.mov(rax, cr0);
            code.and(rax, ~(int)WriteProtect);
            if (protect) code.or(rax, (int)WriteProtect);
            code.mov(cr0, rax);
            code.xor(eax, eax);
            code.OnEvent(done);
            if (user) code.EnterUser();
            write(code);
            code.BackToKernel();
            code.Label(ref done);
            code.mov(rax, __qword_ptr[Place.Entry(0)]);
        }, Difference(set, clear, access, user, protect));

    private static string? Difference(long set, long clear, string access, bool user, bool protect)
    {
        bool Clears(long bit) => (clear & bit) != 0;
        bool faults = Clears(Bit.P) || (Clears(Bit.W) && (user || protect)) || (Clears(Bit.U) && user);
        if ((set & Reserved) != 0 && !Clears(Bit.P))
            return access == "push" && !user ? null : "QEMU reports RSVD without P; bit 3 can be set only if bit 0 is (Intel SDM 3A 4.7)";
        if (faults && access is "read-modify-write" or "locked") return "QEMU makes it a read and then a write; the access that faults is a write (Intel SDM 3A 4.7)";
        bool probed = clear == Bit.W && access == "push" && user;
        return probed ? "the engine looks at the stack ahead, which sets A; a processor may, too (Intel SDM 3A 4.8)" : null;
    }
}
