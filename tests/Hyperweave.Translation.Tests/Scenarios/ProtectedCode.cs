using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Translation.Tests.Scenarios;

/// <summary>
/// Code of 32-bit protected mode inside a scenario: long mode is left, a 32-bit kernel's tables are loaded, the code runs until its
/// first event, which is recorded, and long mode is entered again. RAX: EIP, vector, error code; RBX: CS, SS, flags; RCX: the handler's
/// ESP, the interrupted one; RDX: EAX and EBX as they were.
/// </summary>
internal static class ProtectedCode
{
    private const int ShownFlags = 0x4700;

    internal static Scenario Kernel(string name, Action<Assembler> write, string? known = null) => new(name, code => Run(code, write), known);

    /// <summary>The same at privilege level 3.</summary>
    internal static Scenario User(string name, Action<Assembler> write, string? known = null) => Kernel(name, code => { EnterUser(code); write(code); }, known);

    internal static void EnterUser(Assembler code)
    {
        code.push(Narrow.UserData);
        code.push(ProtectedTables.UserStack);
        code.push(2);
        code.push(Narrow.UserCode);
        code.PushAddressPast(() => code.iretd());
        code.mov(ebx, Narrow.UserData);
        code.mov(ds, ebx);
        code.mov(es, ebx);
        code.xor(eax, eax);
        code.xor(ebx, ebx);
    }

    /// <summary>Pushes the address of what comes after the code that is written here: 32-bit code has no address relative to EIP.</summary>
    internal static void PushAddressPast(this Assembler code, Action write)
    {
        var (over, past) = (code.CreateLabel(), code.CreateLabel());
        code.call(over);
        code.jmp(past);
        code.Label(ref over);
        write();
        code.Label(ref past);
    }

    private static void Run(Assembler code, Action<Assembler> write)
    {
        byte[] bytes = Assemble(write);
        var (here, target) = (code.CreateLabel(), code.CreateLabel());
        code.lea(rsi, __[here]);
        code.mov(edi, Place.ArenaPhysical);
        code.mov(ecx, bytes.Length);
        code.rep.movsb();
        // JMP R8, at the arena's second page less a little: the way back to 64-bit code.
        code.mov(__dword_ptr[ProtectedTables.Record - 8], unchecked((int)0xE0FF41));
        code.lea(r8, __[target]);
        code.push(Selector.Code32);
        code.mov(eax, Place.ArenaPhysical);
        code.push(rax);
        code.ReturnFar();
        code.Label(ref here);
        code.db(bytes);
        code.Label(ref target);
        code.mov(esp, Place.MainStack);
        AssemblerRegister64[] results = [rax, rbx, rcx, rdx];
        for (int index = 0; index < results.Length; index++) code.mov(results[index], __qword_ptr[ProtectedTables.Record + index * 8]);
    }

    private static byte[] Assemble(Action<Assembler> write)
    {
        var code = new Assembler(32);
        var stubs = new Label[NarrowVector.Count];
        var callTarget = code.CreateLabel();
        Begin(code);
        write(code);
        code.@int(NarrowVector.Done);
        var handle = code.CreateLabel();
        for (int vector = 0; vector < NarrowVector.Count; vector++)
        {
            stubs[vector] = code.CreateLabel();
            code.Label(ref stubs[vector]);
            if (vector == NarrowVector.Of16Bits) Widen(code);
            if (vector is not (8 or (>= 10 and <= 14) or 17)) code.push(0);
            code.push(vector);
            code.jmp(handle);
        }
        code.Label(ref handle);
        Handle(code);
        WriteCallTarget(code, ref callTarget);
        using var stream = new MemoryStream();
        var result = code.Assemble(new StreamCodeWriter(stream), Place.ArenaPhysical, BlockEncoderOptions.ReturnNewInstructionOffsets);
        byte[] tables = ProtectedTables.Write(vector => result.GetLabelRIP(stubs[vector]), result.GetLabelRIP(callTarget));
        int size = (int)(ProtectedTables.Gdt - Place.ArenaPhysical);
        if (stream.Length > size) throw new InvalidOperationException($"{stream.Length} bytes of code do not fit");
        return [.. stream.ToArray(), .. new byte[size - stream.Length], .. tables];
    }

    private static void Begin(Assembler code)
    {
        SystemScenarios.Leave(code);
        code.lgdt(__dword_ptr[ProtectedTables.Pointers]);
        code.lidt(__dword_ptr[ProtectedTables.Pointers + 8]);
        code.mov(eax, Narrow.Task);
        code.ltr(ax);
        code.mov(eax, Narrow.Data);
        foreach (var segment in (AssemblerRegisterSegment[])[ds, es, ss]) code.mov(segment, eax);
        code.mov(esp, ProtectedTables.Stack);
        code.push(Narrow.Code);
        code.PushAddressPast(() => code.retf());
        code.xor(eax, eax);
        code.xor(ebx, ebx);
    }

    /// <summary>The frame of a 16-bit gate of this level, in 32-bit slots.</summary>
    private static void Widen(Assembler code)
    {
        code.pop(cx);
        code.pop(dx);
        code.pop(si);
        code.movzx(esi, si);
        code.movzx(edx, dx);
        code.movzx(ecx, cx);
        code.push(esi);
        code.push(edx);
        code.push(ecx);
    }

    private static void Handle(Assembler code)
    {
        var (same, done) = (code.CreateLabel(), code.CreateLabel());
        code.push(eax);
        code.mov(eax, Narrow.Data);
        code.mov(ds, eax);
        code.pop(eax);
        code.mov(__dword_ptr[ProtectedTables.Record + 24], eax);
        code.mov(__dword_ptr[ProtectedTables.Record + 28], ebx);
        code.pop(eax);
        code.pop(ecx);
        code.shl(ecx, 8);
        code.or(eax, ecx);
        code.mov(__dword_ptr[ProtectedTables.Record + 4], eax);
        code.pop(__dword_ptr[ProtectedTables.Record]);
        code.pop(ecx);
        code.pop(edx);
        code.and(edx, ShownFlags);
        code.mov(__dword_ptr[ProtectedTables.Record + 12], edx);
        code.mov(__dword_ptr[ProtectedTables.Record + 16], esp);
        code.test(cl, 3);
        code.je(same);
        code.pop(__dword_ptr[ProtectedTables.Record + 20]);
        code.pop(eax);
        code.jmp(done);
        code.Label(ref same);
        code.mov(__dword_ptr[ProtectedTables.Record + 20], esp);
        code.mov(eax, ss);
        code.Label(ref done);
        code.shl(eax, 16);
        code.movzx(ecx, cx);
        code.or(eax, ecx);
        code.mov(__dword_ptr[ProtectedTables.Record + 8], eax);
        Finish(code);
    }

    private static void Finish(Assembler code)
    {
        code.lgdt(__dword_ptr[Place.GdtPointer]);
        code.mov(eax, Selector.Data);
        foreach (var segment in (AssemblerRegisterSegment[])[ds, es, ss]) code.mov(segment, eax);
        code.mov(esp, ProtectedTables.Stack);
        code.push(0);
        code.popfd();
        SystemScenarios.SwitchPaging(code, false);
        code.mov(eax, 0x620);
        code.mov(cr4, eax);
        SystemScenarios.Enter(code);
        code.push(Selector.Code);
        code.push(ProtectedTables.Record - 8);
        code.retf();
    }

    /// <summary>Where call gates lead: tells level and stack, and what lies on it.</summary>
    private static void WriteCallTarget(Assembler code, ref Label target)
    {
        code.Label(ref target);
        code.mov(eax, cs);
        code.shl(eax, 16);
        code.mov(ax, ss);
        code.mov(ebx, __dword_ptr.ss[esp + 8]);
        code.@int(NarrowVector.Done);
    }
}
