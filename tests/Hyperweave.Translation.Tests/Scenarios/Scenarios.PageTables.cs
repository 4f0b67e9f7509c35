using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Translation.Tests.Scenarios;

/// <summary>Tables as a whole: large pages, rights of upper levels, what a flush must do, accesses across pages.</summary>
internal static partial class SystemScenarios
{
    private const uint LargePage = Place.Arena + 0x20_0000, LargeEntry = Place.ArenaLevel2 + 8;
    private const long AllRights = Bit.P | Bit.W | Bit.U;
    private const string ReservedWithoutPresent = "QEMU reports RSVD without P; bit 3 can be set only if bit 0 is (Intel SDM 3A 4.7)";

    internal static IEnumerable<Scenario> PageTables() => [.. LargePages(), .. UpperLevels(), .. Flushes(), .. AcrossPages()];

    private static IEnumerable<Scenario> LargePages()
    {
        foreach (var (name, bits, known) in ((string, long, string?)[])
        [
            ("2 MiB", 0x60_0000 | Bit.PS | AllRights, null), ("2 MiB, read-only", 0x60_0000 | Bit.PS | Bit.P | Bit.U, null),
            ("2 MiB, reserved bit 13", 0x60_2000 | Bit.PS | AllRights, ReservedWithoutPresent), ("2 MiB, PAT bit 12", 0x60_1000 | Bit.PS | AllRights, null),
            ("2 MiB, no-execute", 0x60_0000 | Bit.PS | AllRights | Bit.NX, null), ("2 MiB, not present", 0x60_0000 | Bit.PS, null),
        ])
            yield return new(name, code => Touch(code, LargeEntry, bits, LargePage + 0x1_2340), known);
        yield return new("1 GiB", code => Touch(code, Place.Level3 + 16, Bit.PS | AllRights, 0x8000_0000 + 0x60_0010));
        yield return new("1 GiB, reserved bit 20", code => Touch(code, Place.Level3 + 16, 0x10_0000 | Bit.PS | AllRights, 0x8000_0000 + 0x60_0010), ReservedWithoutPresent);
        yield return new("page size bit at level 4", code => Touch(code, Place.Level4 + 8, Place.Level3 | Bit.PS | AllRights, 0x80_0000_0000), ReservedWithoutPresent);
        yield return new("a 2 MiB page split into small ones", code =>
        {
            Touch(code, LargeEntry, Place.ArenaPhysical | Bit.PS | AllRights, LargePage);
            Touch(code, LargeEntry, Place.ArenaLevel1 | AllRights, LargePage + 0x1008);
            code.mov(rbx, __qword_ptr[Place.Entry(1)]);
        });
    }

    /// <summary>Sets an entry, reads, writes and executes (a RET) at the address, and reads the entry.</summary>
    private static void Touch(Assembler code, uint entry, long bits, ulong address)
    {
        Action<Assembler>[] accesses = [c => c.mov(rbx, __qword_ptr[rdi]), c => c.mov(__byte_ptr[rdi], 0xC3), c => c.call(rdi)];
        code.mov(rdi, bits);
        code.mov(__qword_ptr[entry], rdi);
        code.mov(rdi, cr3);
        code.mov(cr3, rdi);
        code.mov(rdi, address);
        foreach (var access in accesses)
        {
            var next = code.CreateLabel();
            code.OnEvent(next);
            access(code);
            code.Label(ref next);
            code.mov(rax, __qword_ptr[entry]);
        }
    }

    private static IEnumerable<Scenario> UpperLevels()
    {
        foreach (var (level, entry) in ((string, uint)[])[("level 2", Place.ArenaLevel2), ("level 3", Place.Level3 + 8)])
        {
            foreach (var (name, set, clear) in ((string, long, long)[])
                [("read-only", 0, Bit.W), ("supervisor", 0, Bit.U), ("no-execute", Bit.NX, 0), ("not present", 0, Bit.P)])
            {
                foreach (bool user in (bool[])[false, true])
                    yield return new($"{level} {name}, {(user ? "user" : "kernel")}", code => UpperLevel(code, entry, set, clear, user),
                        user && clear == Bit.U ? "QEMU sets A of an entry that refuses the access; ours sets it where the access succeeds (Intel SDM 3A 4.8 leaves both open)" : null);
            }
        }
    }

    private static void UpperLevel(Assembler code, uint entry, long set, long clear, bool user)
    {
        Action<Assembler>[] accesses = [c => c.mov(rbx, __qword_ptr[rdi]), c => c.mov(__byte_ptr[rdi + 8], bl), c => c.jmp(rdi)];
        code.mov(edi, Place.Page(0));
        code.mov(__word_ptr[rdi], 0x7FCD);
        code.mov(rax, (set | AllRights) & ~clear);
        code.and(__qword_ptr[entry], ~0xFFF);
        code.or(rax, __qword_ptr[entry]);
        code.mov(__qword_ptr[entry], rax);
        code.mov(rax, cr3);
        code.mov(cr3, rax);
        foreach (var access in accesses)
        {
            var next = code.CreateLabel();
            code.OnEvent(next);
            if (user) code.EnterUser();
            access(code);
            code.BackToKernel();
            code.Label(ref next);
            code.mov(rax, __qword_ptr[entry]);
        }
    }

    private static IEnumerable<Scenario> Flushes()
    {
        yield return new("an entry that becomes present needs no flush", code =>
        {
            var next = code.CreateLabel();
            code.OnEvent(next);
            code.Remap(0, clear: Bit.P);
            code.mov(rbx, __qword_ptr[Place.Page(0)]);
            code.Label(ref next);
            code.or(__qword_ptr[Place.Entry(0)], (int)Bit.P);
            code.mov(rbx, __qword_ptr[Place.Page(0)]);
        });
        yield return new("INVLPG shows the new page", code => Move(code, c => c.invlpg(__byte_ptr[Place.Page(0) + 0x123])));
        yield return new("MOV CR3 shows the new page", code => Move(code, c => { c.mov(rax, cr3); c.mov(cr3, rax); }));
        yield return new("CR4.PGE shows the new global page", code => Move(code, c => { c.mov(rax, cr4); c.xor(rax, 0x80); c.mov(cr4, rax); }, Bit.G));
        yield return new("D again after it was cleared", code =>
        {
            code.mov(__dword_ptr[Place.Page(0)], ebx);
            code.Remap(0, clear: Bit.A | Bit.D);
            code.mov(rbx, __qword_ptr[Place.Entry(0)]);
            code.mov(__dword_ptr[Place.Page(0)], ebx);
            code.mov(rax, __qword_ptr[Place.Entry(0)]);
        });
        yield return new("another level 4 table by MOV CR3", code =>
        {
            code.mov(esi, Place.Level4);
            code.mov(edi, Place.Page(3));
            code.mov(ecx, 512);
            code.rep.movsq();
            code.mov(__qword_ptr[Place.Page(3) + 8], (int)(Place.Level3 | AllRights));
            code.mov(eax, Place.PagePhysical(3));
            code.mov(cr3, rax);
            code.mov(__dword_ptr[Place.Page(0)], 0x1234);
            code.mov(rcx, 0x80_0000_0000 + Place.Page(0));
            code.mov(rbx, __qword_ptr[rcx]);
            code.mov(rax, cr3);
        });
    }

    /// <summary>Page 0 holds 11, page 1 holds 22; page 0's address is turned to page 1's memory.</summary>
    private static void Move(Assembler code, Action<Assembler> flush, long bits = 0)
    {
        code.mov(__qword_ptr[Place.Page(0)], 11);
        code.mov(__qword_ptr[Place.Page(1)], 22);
        code.mov(rcx, __qword_ptr[Place.Page(0)]);
        code.mov(__qword_ptr[Place.Entry(0)], (int)(Place.PagePhysical(1) | AllRights | bits));
        flush(code);
        code.mov(rbx, __qword_ptr[Place.Page(0)]);
        code.xor(eax, eax);
    }

    private static IEnumerable<Scenario> AcrossPages()
    {
        const uint Border = Place.Arena + 4096;
        foreach (var (name, access) in ((string, Action<Assembler>)[])
        [
            ("read", code => code.mov(rbx, __qword_ptr[Border - 4])), ("write", code => code.mov(__qword_ptr[Border - 4], rcx)),
            ("push", code => { code.mov(esp, Border + 4); code.push(rcx); }), ("vector", code => code.movups(__xmmword_ptr[Border - 8], xmm0)),
            ("string", code => { code.mov(edi, Border - 20); code.mov(ecx, 5); code.rep.stosq(); }),
            ("execute", code => { code.mov(edi, Border - 2); code.jmp(rdi); }),
        ])
        {
            yield return new($"{name} into a page that is not present", code =>
            {
                var next = code.CreateLabel();
                code.mov(rcx, -1L);
                // The first two bytes of a MOV with four bytes of immediate.
                code.mov(__dword_ptr[Border - 4], unchecked((int)0xC0C7_1111));
                code.Remap(1, clear: Bit.P);
                code.OnEvent(next);
                access(code);
                code.Label(ref next);
                code.mov(ebx, __dword_ptr[Border - 4]);
                code.mov(rdx, __qword_ptr[Place.Entry(1)]);
            }, name == "vector" ? "QEMU has stored the first half; a fault leaves memory as it was (Intel SDM 3A 6.5)" : null);
        }
    }
}
