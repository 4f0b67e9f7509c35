using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Translation.Tests.Scenarios;

/// <summary>
/// The I/O permission bitmap changes after user code has used a port: what it holds counts at once, where it lies after a flush,
/// whose it is after LTR. The TSS is the arena's page 0, its bitmap page 1.
/// </summary>
internal static partial class SystemScenarios
{
    private const int Post = 0x80, UsedByte = Post / 8;
    private static readonly uint UserLoop = Place.Page(4), PortMap = Place.Page(1), OtherMap = Place.Page(2);

    private static readonly Action<Assembler> Deny = code => code.mov(__byte_ptr[PortMap + UsedByte], 1);

    internal static IEnumerable<Scenario> PortMapChanges()
    {
        foreach (var (name, changes) in ((string, Action<Assembler>[])[])
        [
            ("a bit set", [Deny]), ("another port's bit set", [code => code.mov(__byte_ptr[PortMap + UsedByte], 2)]),
            ("a bit set and cleared", [Deny, code => code.mov(__byte_ptr[PortMap + UsedByte], 0)]),
            ("its base moved by one byte", [code => code.mov(__byte_ptr[PortMap + UsedByte + 1], 1), code => code.inc(__word_ptr[Place.Page(0) + 0x66])]),
            ("its page turned to another, INVLPG", [code => { TurnMap(code); code.invlpg(__byte_ptr[PortMap]); }]),
            ("its page turned to another, MOV CR3", [code => { TurnMap(code); code.mov(rax, cr3); code.mov(cr3, rax); }]),
            ("its page not present", [code => code.Remap(1, clear: Bit.P), code => code.Remap(1, set: Bit.P)]),
            ("its page the kernel's", [code => code.Remap(1, clear: Bit.U)]),
            ("a shorter limit, LTR", [code => LoadTask(code, 0x1000 + UsedByte)]), ("a limit just long enough, LTR", [code => LoadTask(code, 0x1001 + UsedByte)]),
            ("IOPL 3 in between", [code => { Deny(code); VisitUser(code, flags: 0x3002); }]),
        ])
            yield return new($"I/O map that changes: {name}", code => ChangeBetweenVisits(code, changes));
        yield return new("I/O map that changes: a bit set by the program itself", code => { PlaceMap(code); VisitUser(code, marked: PortMap + UsedByte); VisitUser(code); });
    }

    private static void ChangeBetweenVisits(Assembler code, Action<Assembler>[] changes)
    {
        PlaceMap(code);
        VisitUser(code);
        foreach (var change in changes)
        {
            change(code);
            VisitUser(code);
        }
    }

    /// <summary>A task with all ports allowed, and a program that is the same at each visit.</summary>
    private static void PlaceMap(Assembler code)
    {
        code.mov(rax, __qword_ptr[Place.Task + 4]);
        code.mov(__qword_ptr[Place.Page(0) + 4], rax);
        code.mov(__word_ptr[Place.Page(0) + 0x66], 0x1000);
        code.mov(__byte_ptr[OtherMap + UsedByte], -1);
        // OUT 80h, AL; OR [RSI], AL; DEC ECX; JNE to the OUT; INT 7Fh.
        code.mov(rax, unchecked((long)0xF875_C9FF_0608_80E6));
        code.mov(__qword_ptr[UserLoop], rax);
        code.mov(__word_ptr[UserLoop + 8], (short)(Vector.Return << 8 | 0xCD));
        LoadTask(code, 0x1FFF);
    }

    private static void LoadTask(Assembler code, int limit)
    {
        code.mov(rax, (long)limit | (Place.Page(0) & 0xFF_FFFFL) << 16 | 0x89L << 40 | (long)(Place.Page(0) >> 24) << 56);
        code.mov(__qword_ptr[Place.Gdt + Selector.Task], rax);
        code.mov(eax, Selector.Task);
        code.ltr(ax);
    }

    private static void TurnMap(Assembler code) =>
        code.mov(__qword_ptr[Place.Entry(1)], (int)(Place.PagePhysical(2) | AllRights));

    /// <summary>The program's eight writes, and back; or an event. ECX: how many are left.</summary>
    /// <param name="marked">The program sets bit 0 here after each write; page 3, which nothing else uses, unless said.</param>
    private static void VisitUser(Assembler code, int flags = 2, uint? marked = null)
    {
        var back = code.CreateLabel();
        code.OnEvent(back);
        Return(code, Selector.UserCode, flags);
        code.mov(eax, 1);
        code.mov(ecx, 8);
        code.mov(esi, marked ?? Place.Page(3));
        code.mov(edi, UserLoop);
        code.jmp(rdi);
        code.Label(ref back);
    }
}
