using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Translation.Tests.Scenarios;

/// <summary>What the kernel may do with pages of user mode (SMEP, SMAP), what user mode may ask (UMIP), and FSGSBASE.</summary>
internal static partial class SystemScenarios
{
    private const long PreventsTableQuestions = 1 << 11, SegmentBases = 1 << 16, PreventsExecution = 1 << 20, PreventsAccess = 1 << 21;

    internal static IEnumerable<Scenario> UserPages() =>
        [.. ExecutionPrevention(), .. AccessPrevention(), .. ImplicitAccesses(), .. AccessFlag(), .. TableQuestions(), .. Bases()];

    /// <summary>The image's own pages become the kernel's alone, which SMEP and SMAP ask for.</summary>
    private static void TakeImageFromUser(Assembler code)
    {
        code.mov(r15, ~Bit.U);
        code.and(__qword_ptr[Place.LowLevel2], r15);
        code.mov(r15, cr3);
        code.mov(cr3, r15);
    }

    private static IEnumerable<Scenario> ExecutionPrevention()
    {
        foreach (bool isOn in (bool[])[false, true])
        {
            foreach (var (name, clear) in ((string, long)[])[("a user page", 0), ("a supervisor page", Bit.U), ("an absent page", Bit.P)])
            {
                yield return new($"SMEP {isOn}: the kernel executes {name}", code =>
                {
                    var done = code.CreateLabel();
                    TakeImageFromUser(code);
                    code.mov(__word_ptr[Place.Page(0)], 0x7FCD);
                    code.Remap(0, 0, clear);
                    if (isOn) code.Set(cr4, PreventsExecution);
                    code.OnEvent(done);
                    code.mov(edi, Place.Page(0));
                    code.jmp(rdi);
                    code.Label(ref done);
                    code.mov(rax, cr4);
                });
            }
        }
        yield return new("SMEP: turned on under code that ran before", code =>
        {
            var again = code.CreateLabel();
            var done = code.CreateLabel();
            TakeImageFromUser(code);
            code.mov(__word_ptr[Place.Page(0)], 0x7FCD);
            code.mov(edi, Place.Page(0));
            code.OnEvent(again);
            code.jmp(rdi);
            code.Label(ref again);
            code.Set(cr4, PreventsExecution);
            code.OnEvent(done);
            code.jmp(rdi);
            code.Label(ref done);
        });
    }

    private static IEnumerable<Scenario> AccessPrevention()
    {
        foreach (var (access, write) in Accesses().Where(access => access.Name != "execute"))
        {
            foreach (var (page, clear) in ((string, long)[])[("user", 0), ("supervisor", Bit.U), ("read-only user", Bit.W)])
            {
                foreach (bool allowed in (bool[])[false, true])
                    yield return new($"SMAP, AC {allowed}: {access}, {page} page", code => AccessUnderPrevention(code, write, clear, allowed),
                        access is "read-modify-write" or "locked" && page != "supervisor" && !allowed
                            ? "QEMU makes it a read and then a write; the access that faults is a write (Intel SDM 3A 4.7)" : null);
            }
        }
        yield return new("SMAP: AC set, cleared and set again on one page", code =>
        {
            var done = code.CreateLabel();
            TakeImageFromUser(code);
            code.Set(cr4, PreventsAccess);
            code.mov(edi, Place.Page(0));
            code.stac();
            code.mov(__dword_ptr[rdi], 5);
            code.mov(eax, __dword_ptr[rdi]);
            code.clac();
            code.stac();
            code.add(eax, __dword_ptr[rdi]);
            code.clac();
            code.OnEvent(done);
            code.add(eax, __dword_ptr[rdi]);
            code.Label(ref done);
        });
        yield return new("SMAP: the kernel's stack on a user page", code =>
        {
            var done = code.CreateLabel();
            TakeImageFromUser(code);
            code.Set(cr4, PreventsAccess);
            code.OnEvent(done);
            code.stac();
            code.mov(esp, Place.Page(1));
            code.push(rsp);
            code.pop(rbx);
            code.clac();
            code.pop(rcx);
            code.Label(ref done);
        });
    }

    private static void AccessUnderPrevention(Assembler code, Action<Assembler> write, long clear, bool allowed)
    {
        var done = code.CreateLabel();
        TakeImageFromUser(code);
        code.Remap(0, 0, clear);
        // The page has been used before SMAP: what is remembered of it must not count.
        code.mov(edi, Place.Page(0));
        code.mov(ecx, __dword_ptr[rdi]);
        code.Set(cr4, PreventsAccess);
        code.OnEvent(done);
        if (allowed) code.stac();
        write(code);
        code.mov(edx, 1);
        code.Label(ref done);
        code.mov(esp, Place.MainStack);
        code.clac();
    }

    /// <summary>Tables whose end lies on a user page: AC does not help.</summary>
    private static IEnumerable<Scenario> ImplicitAccesses()
    {
        foreach (bool allowed in (bool[])[false, true])
        {
            string? known = allowed ? "QEMU takes the processor's own accesses for explicit ones; AC does not matter for them (Intel SDM 3A 4.6.1)" : null;
            yield return new($"SMAP, AC {allowed}: a descriptor on a user page", code =>
            {
                Split(code, Place.Gdt, Selector.AbsentData, Selector.Limit);
                code.lgdt(__qword_ptr[Place.Own]);
                Prevent(code, allowed);
                code.mov(eax, Selector.ReadOnly);
                code.mov(ds, eax);
                code.mov(ebx, 1);
            }, known);
            yield return new($"SMAP, AC {allowed}: a gate on a user page", code =>
            {
                Split(code, Place.Idt, Vector.User * 16, Vector.Count * 16 - 1);
                code.lidt(__qword_ptr[Place.Own]);
                Prevent(code, allowed);
                code.@int(Vector.User);
            }, known);
        }
    }

    /// <summary>A copy of a table that goes over from a supervisor page to a user page; its pseudo-descriptor at <see cref="Place.Own"/>.</summary>
    private static void Split(Assembler code, uint table, int before, int limit)
    {
        uint copy = Place.Page(1) - (uint)before;
        TakeImageFromUser(code);
        code.mov(esi, table);
        code.mov(edi, copy);
        code.mov(ecx, limit + 1);
        code.rep.movsb();
        code.Remap(0, 0, Bit.U);
        code.mov(__word_ptr[Place.Own], limit);
        code.mov(eax, copy);
        code.mov(__qword_ptr[Place.Own + 2], rax);
    }

    private static void Prevent(Assembler code, bool allowed)
    {
        code.Set(cr4, PreventsAccess);
        if (allowed) code.stac();
    }

    private static IEnumerable<Scenario> AccessFlag()
    {
        yield return new("STAC without SMAP", code => { code.stac(); code.mov(ebx, 1); });
        yield return new("CLAC without SMAP", code => { code.clac(); code.mov(ebx, 1); });
        foreach (var (name, write) in ((string, Action<Assembler>)[])[("STAC", code => code.stac()), ("CLAC", code => code.clac())])
        {
            yield return new($"user mode: {name}", code => { code.EnterUser(); write(code); code.BackToKernel(); });
            yield return new($"{name} under SMAP, and PUSHFQ", code =>
            {
                TakeImageFromUser(code);
                code.Set(cr4, PreventsAccess);
                write(code);
                code.pushfq();
                code.pop(rax);
                code.clac();
            });
        }
        yield return new("STAC keeps the status flags", code =>
        {
            TakeImageFromUser(code);
            code.Set(cr4, PreventsAccess);
            code.mov(ebx, -1);
            code.add(ebx, 1);
            code.stac();
            code.setc(bl);
            code.setz(bh);
            code.clac();
            code.pushfq();
            code.pop(rax);
        });
        yield return new("an exception while AC is set", code =>
        {
            TakeImageFromUser(code);
            code.Set(cr4, PreventsAccess);
            code.stac();
            code.ud2();
        });
    }

    private static IEnumerable<Scenario> TableQuestions()
    {
        foreach (var (name, write) in Privileged().Where(row => row.Item1 is "SMSW" or "STR" or "SLDT" or "SGDT" or "SIDT"))
        {
            yield return new($"UMIP, user mode: {name}", code => { code.Set(cr4, PreventsTableQuestions); code.EnterUser(); write(code); code.BackToKernel(); });
            yield return new($"UMIP, kernel mode: {name}", code => { code.Set(cr4, PreventsTableQuestions); code.xor(eax, eax); write(code); });
        }
    }

    private static IEnumerable<Scenario> Bases()
    {
        foreach (bool user in (bool[])[false, true])
        {
            string mode = user ? "user" : "kernel";
            foreach (var (name, write) in BaseForms())
            {
                yield return new($"{mode} mode: {name}", code => WithBases(code, user, write), name.Contains("not canonical") ? TakesAnyAddress : null);
                yield return new($"{mode} mode, CR4.FSGSBASE clear: {name}", code => { if (user) code.EnterUser(); write(code); if (user) code.BackToKernel(); });
            }
        }
    }

    private static void WithBases(Assembler code, bool user, Action<Assembler> write)
    {
        code.Set(cr4, SegmentBases);
        code.xor(eax, eax);
        if (user) code.EnterUser();
        write(code);
        code.mov(edx, 1);
        if (user) code.BackToKernel();
    }

    private static IEnumerable<(string, Action<Assembler>)> BaseForms() =>
    [
        ("WRFSBASE, RDFSBASE", code => { code.mov(rax, 0x7FFF_1234_5678L); code.wrfsbase(rax); code.rdfsbase(rbx); }),
        ("WRGSBASE, RDGSBASE", code => { code.mov(r12, 0x7FFF_1234_5678L); code.wrgsbase(r12); code.rdgsbase(r13); code.mov(rbx, r13); }),
        ("WRFSBASE of 32 bits", code => { code.mov(rax, -1L); code.wrfsbase(eax); code.rdfsbase(rbx); }),
        ("RDGSBASE of 32 bits", code => { code.mov(rax, -4096L); code.wrgsbase(rax); code.rdgsbase(ebx); code.rdgsbase(rcx); }),
        ("WRGSBASE of an address that is not canonical", code => { code.mov(rcx, 0x8000_0000_0000L); code.wrgsbase(rcx); }),
        ("WRFSBASE of the lowest upper address", code => { code.mov(rcx, unchecked((long)0xFFFF_8000_0000_0000)); code.wrfsbase(rcx); code.rdfsbase(rbx); }),
        ("WRFSBASE, and an access by it", code => { code.mov(eax, Place.Page(2)); code.wrfsbase(rax); code.mov(__dword_ptr.fs[8], 77); code.mov(ebx, __dword_ptr[Place.Page(2) + 8]); }),
        ("WRGSBASE of RSP", code => { code.wrgsbase(rsp); code.rdgsbase(rbx); code.cmp(rbx, rsp); code.sete(cl); code.mov(ebx, 0); }),
    ];
}
