using Iced.Intel;
using static Hyperweave.Vmm.Host.MachineCode;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Vmm.Host;

/// <summary>
/// Code of the two entries. An exit request must not be lost between the look at PendingFlag and the guest's first
/// instruction: InGuest is set before the look, and the handler sends an entry that it interrupts to Abandon.
/// </summary>
internal sealed class EntryThunks
{
    private readonly nint _abandon;
    internal readonly Assembler Assembler = new(64);
    internal Label Full, Call, End;

    internal EntryThunks(nint abandon)
    {
        _abandon = abandon;
        Full = Assembler.CreateLabel();
        Call = Assembler.CreateLabel();
        End = Assembler.CreateLabel();
        EmitFull();
        EmitCall();
        Assembler.Label(ref End);
        Assembler.int3();
    }

    private void EmitFull()
    {
        var code = Assembler;
        code.Label(ref Full);
        // First of all, as an entry given up loads it again.
        code.stmxcsr(Half(ContextLayout.HostMxcsr));
        EmitLeaveHost();
        code.ldmxcsr(Half(ContextLayout.Mxcsr));
        for (int i = 0; i < Vector.Length; i++) code.movups(Vector[i], __xmmword_ptr.gs[(long)ContextLayout.Xmm + 16 * i]);
        UpperHalves.EmitLoad(code);
        // TF, AC and IF stay out: they would act on the host.
        code.mov(rax, Word(ContextLayout.Rflags));
        code.and(eax, StatusFlags);
        code.push(rax);
        code.popfq();
        foreach (var register in General)
        {
            if (register != rsp) code.mov(register, Place(register));
        }
        code.mov(rsp, Place(rsp));
        code.jmp(Word(ContextLayout.EntryRip));
    }

    private void EmitCall()
    {
        var code = Assembler;
        code.Label(ref Call);
        EmitLeaveHost();
        ExitThunks.EmitSwitchMxcsr(code, ContextLayout.Mxcsr);
        foreach (var register in CalleeSaved) code.mov(register, Place(register));
        code.mov(rax, Place(rax));
        code.mov(rsp, Place(rsp));
        code.jmp(Word(ContextLayout.Rip));
    }

    /// <summary>Six pushes and the return address leave RSP 8 below a multiple of 16, so that one more word aligns it.</summary>
    private void EmitLeaveHost()
    {
        var code = Assembler;
        foreach (var register in CalleeSaved) code.push(register);
        code.push(rax);
        code.mov(Word(ContextLayout.HostRsp), rsp);
        code.mov(Word(ContextLayout.InGuest), 1);
        code.cmp(Word(ContextLayout.PendingFlag), 0);
        code.jne((ulong)_abandon);
    }
}
