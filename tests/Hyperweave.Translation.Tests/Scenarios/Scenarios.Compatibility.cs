using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Translation.Tests.Scenarios;

/// <summary>Compatibility mode: how it is entered and left, its events through 64-bit gates, and what only 32-bit code has.</summary>
internal static partial class SystemScenarios
{
    internal static IEnumerable<Scenario> Compatibility()
    {
        foreach (ushort selector in (ushort[])[Selector.Code32, Selector.UserCode32])
        {
            string level = selector == Selector.Code32 ? "level 0" : "level 3";
            foreach (var (name, write) in CompatibleCode())
                yield return new($"{name}, {level}", code => Compatible(code, selector, write), name == "SYSCALL" ? "QEMU goes to IA32_CSTAR, as AMD does; outside 64-bit code it is #UD (Intel SDM 2B, SYSCALL)" : null);
            yield return new($"RETFQ to compatibility mode, {level}", code => Compatible(code, selector, Where, far: true));
        }
        yield return new("RETF 8 from compatibility mode to 64-bit user mode, whose stack pointer grows past 32 bits", code => Compatible(code, Selector.Code32, ReturnToWideUser));
        yield return new("SYSRET to compatibility mode", code =>
        {
            CopyCompatible(code, Where);
            code.WriteMsr(Star, (ulong)(Selector.UserCode32 & ~3) << 48);
            code.mov(ecx, Place.ArenaPhysical);
            code.mov(r11d, 0x202);
            code.mov(esp, Place.UserStack);
            code.db(0x0F, 0x07);
        });
        yield return new("SYSEXIT to compatibility mode", code =>
        {
            CopyCompatible(code, Where);
            code.WriteMsr(0x174, Selector.UserCode32 - 0x13);
            code.mov(ecx, Place.UserStack);
            code.mov(edx, Place.ArenaPhysical);
            code.db(0x0F, 0x35);
        });
        yield return new("SYSENTER from compatibility mode", code =>
        {
            var target = code.CreateLabel();
            FastEntry(code, target);
            Compatible(code, Selector.UserCode32, c => c.sysenter());
            code.Label(ref target);
            Entered(code);
        });
        yield return new("SYSENTER from 64-bit user mode", code =>
        {
            var target = code.CreateLabel();
            FastEntry(code, target);
            code.EnterUser();
            code.sysenter();
            code.Label(ref target);
            Entered(code);
        });
        yield return new("SYSENTER without a segment", code => { code.WriteMsr(0x174, 0); code.sysenter(); });
        yield return new("SYSEXITQ in user mode", code => { code.EnterUser(); code.sysexitq(); });
        yield return new("SYSEXITQ to an address that is not canonical", code => { code.WriteMsr(0x174, 8); code.mov(rdx, NotCanonical); code.xor(ecx, ecx); code.sysexitq(); },
            "QEMU takes any address; one that is not canonical is #GP (Intel SDM 2B, SYSEXIT)");
    }

    private static IEnumerable<(string Name, Action<Assembler> Write)> CompatibleCode() =>
    [
        ("where it is", Where),
        ("UD2", c => c.ud2()), ("HLT and back", c => { c.cli(); c.ud2(); }), ("INT 80", c => { c.@int(Vector.User); c.mov(eax, 7); }),
        ("page fault", c => c.mov(eax, __dword_ptr[0x7000_0000])), ("address of 33 bits", c => { c.mov(ecx, -8); c.mov(eax, __dword_ptr[ecx + Place.ArenaPhysical + 0x800 + 8]); }),
        ("SYSCALL", c => c.syscall()), ("a gate to 64-bit code", c => { c.push(5); CallFar(c, Selector.CallGate); c.pop(edx); }),
        ("PUSHA, POPA", c => { c.mov(ecx, 3); c.pushad(); c.mov(ecx, 4); c.popad(); c.mov(ebx, ecx); c.mov(eax, esp); }),
        ("16-bit stack operations", c => { c.push(0x1234); c.mov(cx, 0x77); c.push(cx); c.pop(dx); c.pushf(); c.popf(); c.mov(eax, esp); c.pop(ebx); }),
        ("16-bit addresses", c => { c.mov(esi, 0x1_0010); c.mov(ebx, 0x2_0020); c.lea(eax, __[bx + si + 8]); }),
        ("INC and DEC of one byte", c => { c.db(0x40, 0x41, 0x48, 0x49, 0x49); c.mov(ebx, ecx); }),
        ("opcode 82", c => { c.mov(ebx, 0x1122); c.db(0x82, 0xC3, 0x05); c.db(0x82, 0xF3, 0xFF); }),
        ("ARPL", c => { c.mov(eax, 0x10); c.mov(ebx, 3); c.arpl(ax, bx); c.setz(cl); c.arpl(ax, bx); c.setz(ch); }),
        ("ARPL in memory", c => { c.push(0x10001); c.mov(ebx, 2); c.arpl(__word_ptr[esp], bx); c.pop(eax); }),
        ("LES", c => { c.push(Selector.UserData); c.push(77); c.les(eax, __[esp]); c.mov(ebx, es); c.add(esp, 8); }),
        ("AAM, AAD", c => { c.mov(eax, 0x1257); c.aam(10); c.mov(ebx, eax); c.pushfd(); c.pop(ecx); c.aad(7); c.and(ecx, 0xC4); }), ("AAM by zero", c => c.aam(0)),
        ("AAA of all", c => Digits(c, 0x37, 0x11)), ("AAS of all", c => Digits(c, 0x3F, 0x11)), ("DAA of all", c => Digits(c, 0x27, 0xD5)), ("DAS of all", c => Digits(c, 0x2F, 0xD5)),
        ("SALC", c => { c.stc(); c.db(0xD6); c.mov(ebx, eax); c.clc(); c.db(0xD6); }),
        ("LOOP by CX", c => { var again = c.CreateLabel(); c.mov(ecx, 0x1_0003); c.Label(ref again); c.inc(eax); c.db(0x67, 0xE2, 0xFC); c.mov(ebx, ecx); }),
        ("string by SI and DI", c => { c.mov(esi, 0x1_0000); c.mov(edi, 0x2_0000); c.mov(ecx, 2); c.db(0xF3, 0x67, 0xA4); c.mov(eax, esi); c.mov(ebx, edi); }),
        ("ENTER, LEAVE", c => { c.enter(16, 2); c.mov(eax, esp); c.leave(); c.mov(ebx, esp); }),
        ("XLAT, MOV to offsets", c => { c.mov(ebx, Place.ArenaPhysical); c.mov(eax, 1); c.xlatb(); c.db(0xA1); c.dd(Place.ArenaPhysical); }),
        // INT 7F at an address of 16 bits.
        ("near call of 16 bits", c => { c.mov(__dword_ptr[0x7000], 0x7FCD); c.mov(eax, 0x123_7000); c.db(0x66, 0xFF, 0xD0); }),
        ("IRETD, same level", c => { var over = c.CreateLabel(); c.pushfd(); c.push(cs); c.call(over); Where(c); c.@int(Vector.Return); c.Label(ref over); c.iretd(); }),
        ("IRETD with NT", c => { c.push(0x4002); c.popfd(); c.iretd(); }),
        ("jump beyond 4 GiB", c => { c.mov(eax, -1); c.jmp(eax); }),
    ];

    /// <summary>Code, stack and flags.</summary>
    private static void Where(Assembler code)
    {
        code.mov(eax, cs);
        code.mov(ebx, ss);
        code.mov(ecx, esp);
        code.pushfd();
        code.pop(edx);
        code.and(edx, 0x4700);
    }

    /// <summary>Every AL with every CF and AF through one instruction: results and the flags that it defines, summed up.</summary>
    private static void Digits(Assembler code, byte opcode, int flags)
    {
        var again = code.CreateLabel();
        code.xor(ebx, ebx);
        code.xor(ecx, ecx);
        code.Label(ref again);
        // CF and AF of bits 16 and 20.
        code.mov(eax, ecx);
        code.shr(eax, 16);
        code.and(eax, 0x11);
        code.push(eax);
        code.popfd();
        code.mov(eax, ecx);
        code.db(opcode);
        code.pushfd();
        code.pop(edx);
        code.and(edx, flags);
        code.rol(ebx, 7);
        code.add(ebx, edx);
        code.movzx(eax, ax);
        code.imul(eax, eax, 0x1_0021);
        code.xor(ebx, eax);
        code.add(ecx, 0x1_0003);
        code.cmp(ecx, 0x400_0000);
        code.jb(again);
    }

    private static void CallFar(Assembler code, ushort selector)
    {
        code.db(0x9A);
        code.dd(0);
        code.dw(selector);
    }

    /// <summary>RETF 8 with two parameters; the 64-bit code at its target shows RSP in RBX.</summary>
    private static void ReturnToWideUser(Assembler code)
    {
        var over = code.CreateLabel();
        code.push(Selector.UserData);
        code.push(-4);
        code.push(2);
        code.push(1);
        code.push(Selector.UserCode);
        code.call(over);
        code.db(0x48, 0x89, 0xE3, 0xCD, Vector.Return);
        code.Label(ref over);
        code.retf(8);
    }

    /// <summary>To 32-bit code in the arena's memory, by IRETQ or RETFQ, and back by <see cref="Vector.Return"/>.</summary>
    private static void Compatible(Assembler code, ushort selector, Action<Assembler> write, bool far = false)
    {
        bool isUser = (selector & 3) == 3;
        CopyCompatible(code, body =>
        {
            if (isUser) LoadUserData(body);
            write(body);
        });
        code.push(isUser ? Selector.UserData : Selector.Data);
        code.push((int)Place.UserStack);
        if (!far) code.push(2);
        code.push(selector);
        code.push((int)Place.ArenaPhysical);
        if (far) code.ReturnFar();
        else code.iretq();
    }

    /// <summary>Kernel data segments were taken away on the way to user mode.</summary>
    private static void LoadUserData(Assembler code)
    {
        code.mov(eax, Selector.UserData);
        code.mov(ds, eax);
        code.mov(es, eax);
        code.xor(eax, eax);
    }

    /// <summary>Copies the code to where 32-bit code can be.</summary>
    private static void CopyCompatible(Assembler code, Action<Assembler> write)
    {
        var body = new Assembler(32);
        write(body);
        body.@int(Vector.Return);
        byte[] bytes = Guest.Assemble(body, Place.ArenaPhysical);
        var (over, here) = (code.CreateLabel(), code.CreateLabel());
        code.jmp(over);
        code.Label(ref here);
        code.db(bytes);
        code.Label(ref over);
        code.lea(rsi, __[here]);
        code.mov(edi, Place.ArenaPhysical);
        code.mov(ecx, bytes.Length);
        code.rep.movsb();
        foreach (var register in (AssemblerRegister32[])[eax, ecx, edx, ebx, esi, edi]) code.xor(register, register);
    }

    private static void FastEntry(Assembler code, Label target)
    {
        code.WriteMsr(0x174, Selector.Code);
        code.WriteMsr(0x175, Place.TaskStack - 0x200);
        code.lea(rax, __[target]);
        code.xor(edx, edx);
        code.mov(ecx, 0x176);
        code.wrmsr();
    }

    private static void Entered(Assembler code)
    {
        code.mov(ebx, cs);
        code.mov(ecx, ss);
        code.mov(rdx, rsp);
        code.mov(esp, Place.MainStack);
        code.pushfq();
        code.pop(rax);
    }
}
