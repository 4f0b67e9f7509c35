using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Translation.Tests.Scenarios;

/// <summary>IRETQ and RETF with every field good and bad, far jumps and calls.</summary>
internal static partial class SystemScenarios
{
    internal static IEnumerable<Scenario> Returns()
    {
        foreach (var (name, selector) in ((string, ushort)[])
            [("same", Selector.Code), ("user", Selector.UserCode), ("null", 0), ("data", Selector.Data), ("absent", Selector.AbsentCode), ("beyond the GDT", 0xF008),
            ("conforming", Selector.Conforming), ("kernel by RPL 3", Selector.Code | 3), ("L and D", Selector.LongAndBig), ("task", Selector.Task), ("local", 0x0C)])
        {
            yield return new($"IRETQ: CS {name}", code => Return(code, selector, selector == Selector.UserCode ? Selector.UserData : Selector.Data), LongAndBig(selector));
            yield return new($"RETFQ: CS {name}", code => ReturnFarTo(code, selector), LongAndBig(selector));
            yield return new($"JMP far: CS {name}", code => FarJump(code, selector), LongAndBig(selector));
        }
        foreach (var (name, selector) in ((string, ushort)[])
            [("null", 0), ("null by RPL 3", 3), ("code", Selector.Code), ("user data", Selector.UserData), ("read-only", Selector.ReadOnly), ("absent", Selector.AbsentData), ("kernel data", Selector.Data)])
        {
            yield return new($"IRETQ: SS {name}", code => Return(code, Selector.Code, selector), selector switch
            {
                3 => "QEMU takes it; a null SS must have the RPL of CS (Intel SDM 2A, IRET)",
                Selector.AbsentData => "QEMU makes it #NP; it is #SS (Intel SDM 2A, IRET)",
                _ => null,
            });
            yield return new($"IRETQ to user mode: SS {name}", code => Return(code, Selector.UserCode, selector));
        }
        yield return new("IRETQ: RIP not canonical", code => Return(code, Selector.Code, Selector.Data, address: NotCanonical),
            "QEMU faults at the target; the fault is IRET's (Intel SDM 2A, IRET)");
        yield return new("IRETQ: RSP not canonical", code => Return(code, Selector.Code, Selector.Data, stack: NotCanonical));
        yield return new("IRETQ: stack not mapped", code => { code.mov(esp, 0x7000_0000); code.iretq(); });
        yield return new("IRETQ with NT", code => { code.push(0x4002); code.popfq(); Return(code, Selector.Code, Selector.Data); });
        yield return new("IRETQ of all flags", code => Return(code, Selector.Code, Selector.Data, flags: 0x24_3ED7));
        yield return new("IRETQ of all flags to user mode", code => Return(code, Selector.UserCode, Selector.UserData, flags: 0x24_3CD7));
        yield return new("IRETQ drops kernel segments", code =>
        {
            code.mov(ebx, Selector.Data);
            code.mov(ds, ebx);
            code.mov(ebx, Selector.UserData);
            code.mov(es, ebx);
            Return(code, Selector.UserCode, Selector.UserData);
            code.xor(eax, eax);
            code.mov(ebx, es);
            code.mov(ecx, ds);
        });
        yield return new("POPFQ of everything", code => { code.mov(eax, 0x24_4CD7); code.push(rax); code.popfq(); code.pushfq(); code.pop(rax); code.push(2); code.popfq(); });
        yield return new("CALL through a gate", code => { FarPointer(code, Selector.CallGate); code.db(0xFF, 0x1C, 0x25); code.dd(Place.Page(1)); });
        yield return new("CALL far, same level", code =>
        {
            code.mov(__word_ptr[Place.Page(0)], 0xCB48);
            FarPointer(code, Selector.Code);
            code.db(0x48, 0xFF, 0x1C, 0x25);
            code.dd(Place.Page(1));
            code.mov(eax, esp);
        });
    }

    private static string? LongAndBig(ushort selector) =>
        selector == Selector.LongAndBig ? "QEMU takes it; a code segment with both L and D is #GP (Intel SDM 2A, IRET, JMP)" : null;

    /// <summary>IRETQ to what follows, which reads flags and stack.</summary>
    private static void Return(Assembler code, ushort selector, ushort stackSelector, long flags = 2, long? address = null, long stack = Place.UserStack)
    {
        var target = code.CreateLabel();
        code.push(stackSelector);
        code.mov(r14, stack);
        code.push(r14);
        code.push((int)flags);
        code.push(selector);
        if (address is { } wild) code.mov(r14, wild);
        else code.lea(r14, __[target]);
        code.push(r14);
        code.iretq();
        code.Label(ref target);
        code.mov(rbx, rsp);
        code.mov(esp, Place.UserStack);
        code.pushfq();
        code.pop(rax);
        code.mov(ecx, cs);
        code.mov(edx, ss);
        code.BackToKernel();
    }

    private static void ReturnFarTo(Assembler code, ushort selector)
    {
        var target = code.CreateLabel();
        code.push(Selector.UserData);
        code.push((int)Place.UserStack);
        code.push(selector);
        code.lea(r14, __[target]);
        code.push(r14);
        code.ReturnFar();
        code.Label(ref target);
        code.mov(rbx, rsp);
        code.mov(ecx, cs);
        code.mov(edx, ss);
        code.BackToKernel();
    }

    /// <summary>At <see cref="Place.Page"/>(1): page 0 under this selector, for 32- and 64-bit offsets.</summary>
    private static void FarPointer(Assembler code, ushort selector)
    {
        code.mov(__qword_ptr[Place.Page(1)], (int)Place.Page(0));
        code.mov(__word_ptr[Place.Page(1) + 4], selector);
        code.mov(__dword_ptr[Place.Page(1) + 8], selector);
    }
}
