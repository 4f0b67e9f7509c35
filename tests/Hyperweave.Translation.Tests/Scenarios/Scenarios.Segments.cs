using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Translation.Tests.Scenarios;

/// <summary>Loading and asking about descriptors, from both levels.</summary>
internal static partial class SystemScenarios
{
    private static readonly (string Name, ushort Selector)[] AllSelectors =
    [
        ("null", 0), ("null RPL 3", 3), ("code", Selector.Code), ("data", Selector.Data), ("user code", Selector.UserCode), ("user data", Selector.UserData),
        ("user data RPL 0", Selector.UserData & ~3), ("task", Selector.Task), ("absent data", Selector.AbsentData), ("conforming", Selector.Conforming), ("read-only", Selector.ReadOnly),
        ("execute-only", Selector.ExecuteOnly), ("absent code", Selector.AbsentCode), ("call gate", Selector.CallGate), ("small", Selector.Small), ("expand-down", Selector.ExpandDown),
        ("empty", Selector.UserGate), ("beyond", 0xFFF8), ("local", 0x0C),
    ];

    internal static IEnumerable<Scenario> Segments()
    {
        foreach (var (name, selector) in AllSelectors)
        {
            foreach (bool user in (bool[])[false, true])
            {
                string level = user ? "user" : "kernel";
                foreach (var segment in (AssemblerRegisterSegment[])[ds, fs, ss])
                    yield return new($"MOV {((Register)segment).ToString()}: {name}, {level}", code => Load(code, segment, selector, user),
                        segment == ss && selector == 3 && !user ? "QEMU takes it; a null SS must have RPL = CPL (Intel SDM 2B, MOV)" : null);
                yield return new($"LAR, LSL, VERR, VERW: {name}, {level}", code => Ask(code, selector, user));
            }
        }
        yield return new("loading sets the descriptor's accessed bit", code =>
        {
            code.mov(rbx, __qword_ptr[Place.Gdt + Selector.Small]);
            code.mov(eax, Selector.Small);
            code.mov(ds, eax);
            code.mov(rcx, __qword_ptr[Place.Gdt + Selector.Small]);
        });
        yield return new("LTR sets busy", code => code.mov(rbx, __qword_ptr[Place.Gdt + Selector.Task]));
        yield return new("a local descriptor table", code =>
        {
            code.mov(rax, __qword_ptr[Place.Gdt + Selector.Data]);
            code.mov(__qword_ptr[Place.Own + 8], rax);
            code.mov(eax, Selector.LocalTable);
            code.lldt(ax);
            code.mov(eax, 0x0C);
            code.mov(es, eax);
            code.mov(ebx, es);
            code.mov(edx, 0x14);
            code.mov(es, edx);
        });
        yield return new("a GDT that ends inside a descriptor", code =>
        {
            code.mov(__word_ptr[Place.Own], Selector.Data + 6);
            code.mov(__qword_ptr[Place.Own + 2], (int)Place.Gdt);
            code.lgdt(__qword_ptr[Place.Own]);
            code.mov(eax, Selector.Data);
            code.mov(ds, eax);
        });
        yield return new("a GDT in a page that is not there", code =>
        {
            // The handler's code segment is before the border.
            code.mov(esi, Place.Gdt);
            code.mov(edi, Place.Page(1) - 0x20);
            code.mov(ecx, 4);
            code.rep.movsq();
            code.Remap(1, clear: Bit.P);
            code.mov(__word_ptr[Place.Own], 0xFF);
            code.mov(__qword_ptr[Place.Own + 2], (int)Place.Page(1) - 0x20);
            code.lgdt(__qword_ptr[Place.Own]);
            code.mov(eax, Selector.UserData);
            code.mov(ds, eax);
        });
        yield return new("SGDT and SIDT", code =>
        {
            code.sgdt(__qword_ptr[Place.Page(0)]);
            code.sidt(__qword_ptr[Place.Page(0) + 16]);
            code.mov(rax, __qword_ptr[Place.Page(0)]);
            code.mov(rbx, __qword_ptr[Place.Page(0) + 8]);
            code.mov(rcx, __qword_ptr[Place.Page(0) + 16]);
            code.mov(rdx, __qword_ptr[Place.Page(0) + 24]);
        });
    }

    private static void Load(Assembler code, AssemblerRegisterSegment segment, ushort selector, bool user)
    {
        if (user) code.EnterUser();
        code.mov(eax, selector);
        code.mov(segment, eax);
        code.mov(ebx, segment);
        code.BackToKernel();
    }

    /// <summary>ZF of each, and what LAR and LSL give.</summary>
    private static void Ask(Assembler code, ushort selector, bool user)
    {
        if (user) code.EnterUser();
        code.mov(esi, selector);
        code.lar(eax, esi);
        code.setz(dl);
        code.lsl(ebx, esi);
        code.setz(dh);
        code.verr(si);
        code.setz(cl);
        code.verw(si);
        code.setz(ch);
        code.BackToKernel();
    }
}
