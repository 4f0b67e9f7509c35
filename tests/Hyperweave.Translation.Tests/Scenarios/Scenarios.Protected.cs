using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;
using static Hyperweave.Translation.Tests.Scenarios.ProtectedCode;

namespace Hyperweave.Translation.Tests.Scenarios;

/// <summary>32-bit protected mode without long mode: events, gates and returns, at both levels.</summary>
internal static partial class SystemScenarios
{
    internal static IEnumerable<Scenario> ProtectedEvents()
    {
        (string Name, Action<Assembler> Write)[] causes =
        [
            ("INT3", code => code.int3()), ("UD2", code => code.ud2()), ("INTO, OF set", code => { code.mov(al, 0x7F); code.inc(al); code.into(); }),
            ("INTO, OF clear", code => { code.xor(eax, eax); code.into(); }), ("division by zero", code => { code.xor(ecx, ecx); code.div(ecx); }),
            ("BOUND, inside", code => Bound(code, 5)), ("BOUND, below", code => Bound(code, -5)), ("BOUND, above", code => Bound(code, 10)),
            ("CLI", code => { code.cli(); code.ud2(); }), ("IN", code => code.@in(al, 0x21)),
            ("INT, DPL 3", code => code.@int(NarrowVector.Trap)), ("INT, DPL 0", code => code.@int(NarrowVector.Kernel)), ("INT, absent gate", code => code.@int(NarrowVector.Absent)),
            ("INT, null code segment", code => code.@int(NarrowVector.ToNull)), ("INT, data segment", code => code.@int(NarrowVector.ToData)), ("INT beyond the IDT", code => code.@int(0x80)),
            ("INT, conforming code segment", code => code.@int(NarrowVector.ToConforming)), ("INT, user code segment", code => code.@int(NarrowVector.ToUser)), ("INT, gate of a wrong type", code => code.@int(NarrowVector.WrongType)),
            ("DS beyond the GDT", code => { code.mov(ecx, 0x1000); code.mov(ds, ecx); }), ("DS absent", code => { code.mov(ecx, Narrow.AbsentData); code.mov(ds, ecx); }),
            ("SS null", code => { code.xor(ecx, ecx); code.mov(ss, ecx); }), ("SS of another level", code => { code.mov(ecx, Narrow.UserData & ~3); code.mov(ss, ecx); }),
            ("LAR of all", code => AskAll(code)),
            ("all flags", code => { code.push(0x4ED7); code.popfd(); code.ud2(); }),
        ];
        foreach (var (name, write) in causes)
        {
            yield return Kernel($"{name}, level 0", write);
            yield return User($"{name}, level 3", write);
        }
        yield return Kernel("INT by a 16-bit gate", code => code.@int(NarrowVector.Of16Bits));
    }

    private const string LosesLevel = "QEMU gives CS the level of the conforming segment; it keeps the caller's (Intel SDM 3A 5.8.2)";
    private const string NotAbsent = "QEMU makes it #GP; it is #NP (Intel SDM 2A, JMP)";

    internal static IEnumerable<Scenario> ProtectedTransfers()
    {
        (string Name, ushort Selector)[] targets =
        [
            ("null", 0), ("code", Narrow.Code), ("user code", Narrow.UserCode), ("data", Narrow.Data), ("conforming", Narrow.Conforming), ("absent", Narrow.AbsentCode), ("beyond", 0x1000),
            ("gate", Narrow.Gate), ("16-bit gate", Narrow.GateOf16Bits), ("gate with parameters", Narrow.GateWithParameters), ("gate of DPL 0", Narrow.KernelGate), ("gate to null", Narrow.GateToNull),
            ("gate to data", Narrow.GateToData), ("gate to absent", Narrow.GateToAbsent), ("absent gate", Narrow.AbsentGate), ("gate to user code", Narrow.GateToUser), ("gate to conforming", Narrow.GateToConforming),
            ("local table", Narrow.LocalTable),
        ];
        foreach (var (name, selector) in targets)
        {
            foreach (bool isUser in (bool[])[false, true])
            {
                Func<string, Action<Assembler>, string?, Scenario> make = isUser ? User : Kernel;
                string level = isUser ? "level 3" : "level 0";
                yield return make($"CALL far: {name}, {level}", code => Transfer(code, selector, calls: true), isUser && selector == Narrow.GateToConforming ? LosesLevel : null);
                yield return make($"JMP far: {name}, {level}", code => Transfer(code, selector, calls: false), !isUser && selector == Narrow.GateToAbsent ? NotAbsent : null);
                yield return make($"RETF: {name}, {level}", code => { code.push(Narrow.UserData); code.push(ProtectedTables.UserStack - 64); PushTarget(code, selector); code.retf(); Told(code); }, null);
                yield return make($"RETF 8: {name}, {level}", code => { code.push(Narrow.UserData); code.push(ProtectedTables.UserStack - 64); code.push(7); code.push(8); PushTarget(code, selector); code.retf(8); Told(code); }, null);
                yield return make($"IRETD: {name}, {level}", code => { code.push(Narrow.UserData); code.push(ProtectedTables.UserStack - 64); code.push(0x3ED7); PushTarget(code, selector); code.iretd(); Told(code); }, null);
            }
        }
        yield return Kernel("SYSENTER from user mode", code => { FastSystemCall(code); EnterUser(code); code.sysenter(); });
        yield return Kernel("SYSENTER without a segment", code => { WriteMsr32(code, 0x174, 0); code.sysenter(); });
        yield return Kernel("SYSEXIT", code => { WriteMsr32(code, 0x174, Narrow.Code); code.PushAddressPast(() => { code.pop(edx); code.mov(ecx, ProtectedTables.UserStack); code.sysexit(); }); Told(code); });
        yield return User("SYSEXIT, level 3", code => code.sysexit());
    }

    /// <summary>CS, SS and the stack pointer.</summary>
    private static void Told(Assembler code)
    {
        code.nop();
        code.mov(eax, cs);
        code.shl(eax, 16);
        code.mov(ax, ss);
        code.mov(ebx, esp);
        code.@int(NarrowVector.Done);
    }

    private static void Transfer(Assembler code, ushort selector, bool calls)
    {
        code.PushAddressPast(() =>
        {
            code.pop(__dword_ptr[ProtectedTables.Record + 0x200]);
            code.mov(__word_ptr[ProtectedTables.Record + 0x204], selector);
            code.push(0x33);
            code.push(0x22);
            code.push(0x11);
            code.db(0xFF, (byte)(calls ? 0x1D : 0x2D));
            code.dd(ProtectedTables.Record + 0x200);
        });
        Told(code);
    }

    /// <summary>A far address, whose code tells where it has come out.</summary>
    private static void PushTarget(Assembler code, ushort selector)
    {
        var over = code.CreateLabel();
        code.push(selector);
        code.call(over);
        Told(code);
        code.Label(ref over);
    }

    private static void Bound(Assembler code, int index)
    {
        code.mov(__dword_ptr[ProtectedTables.Record + 0x200], -3);
        code.mov(__dword_ptr[ProtectedTables.Record + 0x204], 9);
        code.mov(ecx, index);
        code.bound(ecx, __qword_ptr[ProtectedTables.Record + 0x200]);
    }

    /// <summary>LAR, LSL, VERR and VERW of every selector, summed up.</summary>
    private static void AskAll(Assembler code)
    {
        var again = code.CreateLabel();
        code.xor(esi, esi);
        code.Label(ref again);
        code.xor(ecx, ecx);
        code.lar(ecx, esi);
        code.setz(dl);
        code.add(eax, ecx);
        code.rol(eax, 3);
        code.xor(ecx, ecx);
        code.lsl(ecx, esi);
        code.setz(dh);
        code.add(eax, ecx);
        code.verr(si);
        code.setz(cl);
        code.verw(si);
        code.setz(ch);
        code.movzx(edx, dx);
        code.add(ebx, edx);
        code.rol(ebx, 5);
        code.add(ebx, ecx);
        code.inc(esi);
        code.cmp(esi, Narrow.Limit + 16);
        code.jb(again);
    }

    private static void WriteMsr32(Assembler code, uint number, uint value)
    {
        code.mov(ecx, number);
        code.mov(eax, value);
        code.xor(edx, edx);
        code.wrmsr();
    }

    private static void FastSystemCall(Assembler code)
    {
        var over = code.CreateLabel();
        WriteMsr32(code, 0x174, Narrow.Code);
        WriteMsr32(code, 0x175, ProtectedTables.TaskStack - 0x80);
        code.call(over);
        Told(code);
        code.Label(ref over);
        code.mov(ecx, 0x176);
        code.pop(eax);
        code.wrmsr();
    }
}
