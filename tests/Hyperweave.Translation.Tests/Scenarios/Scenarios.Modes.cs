using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Translation.Tests.Scenarios;

/// <summary>Long mode left and entered again: compatibility mode, 32 bits without paging, 32-bit and PAE paging, and back.</summary>
internal static partial class SystemScenarios
{
    internal static IEnumerable<Scenario> Modes()
    {
        yield return new("compatibility mode and back", code => In32Bits(code, _ => { }));
        yield return new("32 bits without paging, and back", code => In32Bits(code, c => { Leave(c); c.mov(edi, __dword_ptr[Place.ArenaPhysical]); Enter(c); }));
        yield return new("PAE paging, and back", code => In32Bits(code, c =>
        {
            Leave(c);
            // Four entries of level 3: without rights bits (Intel SDM 3A 4.4.1).
            c.mov(__dword_ptr[Place.Own + 0x100], Place.LowLevel2 | 1);
            c.mov(__dword_ptr[Place.Own + 0x104], 0);
            c.mov(__dword_ptr[Place.Own + 0x108], Place.ArenaLevel2 | 1);
            c.mov(__dword_ptr[Place.Own + 0x10C], 0);
            c.mov(eax, Place.Own + 0x100);
            c.mov(cr3, eax);
            SwitchPaging(c, true);
            c.mov(__dword_ptr[Place.Page(3)], 0x1234);
            c.mov(edi, __dword_ptr[Place.Page(3)]);
            SwitchPaging(c, false);
            Enter(c);
        }));
        yield return new("32-bit paging with 4 MiB pages, and back", code => In32Bits(code, c =>
        {
            Leave(c);
            c.mov(eax, 0x610);
            c.mov(cr4, eax);
            c.mov(__dword_ptr[Place.ArenaPhysical + 0x2000], 0x83);
            c.mov(__dword_ptr[Place.ArenaPhysical + 0x2004], 0x40_0083);
            c.mov(__dword_ptr[Place.ArenaPhysical + 0x2000 + 0x100 * 4], 0x40_0083);
            c.mov(eax, Place.ArenaPhysical + 0x2000);
            c.mov(cr3, eax);
            SwitchPaging(c, true);
            c.mov(__dword_ptr[Place.Page(3)], 0x4321);
            c.mov(edi, __dword_ptr[Place.Page(3)]);
            c.mov(ebp, __dword_ptr[Place.Page(2) + 0x400]);
            SwitchPaging(c, false);
            c.mov(eax, 0x620);
            c.mov(cr4, eax);
            Enter(c);
        }));
    }

    /// <summary>Far to the 32-bit code segment, the code, and far back; EDI and EBP end up in RBX and RCX.</summary>
    private static void In32Bits(Assembler code, Action<Assembler> write)
    {
        var body = new Assembler(32);
        write(body);
        body.push(Selector.Code);
        body.push(Place.Page(1));
        body.retf();
        byte[] bytes = Guest.Assemble(body, Place.ArenaPhysical);
        var here = code.CreateLabel();
        var target = code.CreateLabel();
        code.lea(rsi, __[here]);
        code.mov(edi, Place.ArenaPhysical);
        code.mov(ecx, bytes.Length);
        code.rep.movsb();
        code.lea(rax, __[target]);
        // JMP RAX, at the arena's second page.
        code.mov(__dword_ptr[Place.Page(1)], 0xE0FF);
        code.xor(edi, edi);
        code.xor(esi, esi);
        code.mov(r8, rax);
        code.mov(__dword_ptr[Place.Page(1)], unchecked((int)0xE0FF41));
        code.push(Selector.Code32);
        code.mov(eax, Place.ArenaPhysical);
        code.push(rax);
        code.ReturnFar();
        code.Label(ref here);
        code.db(bytes);
        code.Label(ref target);
        code.mov(ebx, edi);
        code.mov(ecx, ebp);
        code.mov(rdx, cr0);
        code.mov(esi, cs);
        code.mov(rax, cr4);
    }

    /// <summary>Paging off, which ends long mode, and EFER.LME off.</summary>
    internal static void Leave(Assembler code)
    {
        SwitchPaging(code, false);
        LongMode(code, 0xC01);
    }

    internal static void Enter(Assembler code)
    {
        LongMode(code, 0xD01);
        code.mov(eax, Place.Level4);
        code.mov(cr3, eax);
        SwitchPaging(code, true);
    }

    internal static void SwitchPaging(Assembler code, bool paging)
    {
        code.mov(eax, paging ? 0x8001_0031 : 0x1_0031);
        code.mov(cr0, eax);
    }

    private static void LongMode(Assembler code, uint value)
    {
        code.mov(ecx, Enable);
        code.mov(eax, value & ~0x400u);
        code.xor(edx, edx);
        code.wrmsr();
    }
}
