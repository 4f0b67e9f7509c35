using Hyperweave.Vmm.Host;
using Iced.Intel;
using static Hyperweave.Vmm.Host.MachineCode;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// What the stubs of a change of privilege have in common. Each is jumped to with the guest's registers at their canonical
/// places and the site's number in R12, so that it can give up and leave to C# as long as it has changed nothing. R12 and R13 are
/// free then; the host's stack holds the guest's flags, which the stub's own arithmetic would spoil.
/// </summary>
internal sealed class StubWriter
{
    private const int StackPointer = ContextLayout.Temp0, Target = ContextLayout.Temp0 + 8;
    /// <summary>Canonical addresses of the lower half (Intel SDM 1 3.3.7.1).</summary>
    private const byte UserAddressBits = 47;
    private readonly Label _slow;

    internal readonly Assembler Code = new(64);

    internal StubWriter() => _slow = Code.CreateLabel();

    /// <summary>Keeps stack pointer and flags; gives up where an interrupt waits or unusual flags are set.</summary>
    internal void Begin()
    {
        Code.mov(Word(ContextLayout.Exit), r12);
        Code.mov(Word(StackPointer), rsp);
        Code.mov(rsp, Word(ContextLayout.HostRsp));
        Code.pushfq();
        Code.cmp(Word(EngineLayout.SlowFlags), 0);
        SlowIfNotZero();
    }

    internal void SlowIfZero() => Code.je(_slow);

    internal void SlowIfNotZero() => Code.jne(_slow);

    /// <summary>The way out that has changed nothing.</summary>
    internal void EndSlow()
    {
        var slow = _slow;
        Code.Label(ref slow);
        Code.popfq();
        Code.mov(rsp, Word(StackPointer));
        Code.jmp(Word(EngineLayout.ExitThunk));
    }

    /// <summary>CS or SS as SYSCALL and SYSRET load them: flat; the selector is in R13W.</summary>
    internal void SetFlat(int segment, uint attributes)
    {
        Code.mov(Word(segment + SegmentField.Base), 0);
        Code.mov(Half(segment + SegmentField.Limit), -1);
        Code.mov(Half(segment + SegmentField.Attributes), (int)attributes);
        Code.mov(__word_ptr.gs[(long)segment + SegmentField.Selector], r13w);
    }

    /// <summary>RFLAGS from R13: IF to its place, the status flags to the host's stack for <see cref="Go"/>. Uses R12.</summary>
    internal void SetFlags()
    {
        Code.mov(r12d, r13d);
        Code.shr(r12d, 9);
        Code.and(r12d, 1);
        Code.mov(Word(EngineLayout.InterruptFlag), r12);
        Code.and(r13d, StatusFlags);
        Code.mov(__qword_ptr[rsp], r13);
    }

    /// <summary>The guest's RSP as <see cref="Begin"/> has found it, in R13.</summary>
    internal void GuestStackPointer()
    {
        Code.mov(r13, Word(StackPointer));
        Code.add(r13, Word(ContextLayout.NegatedStackBias));
    }

    /// <summary>RSP = the guest address in R13, by a table of biases. Uses R12.</summary>
    internal void SetStackPointer(int biasTable)
    {
        Code.mov(r12, r13);
        Code.shr(r12, EngineLayout.SlotShift);
        Code.mov(r12, __qword_ptr.gs[r12 * 8 + biasTable]);
        Code.add(r13, r12);
        Code.mov(Word(StackPointer), r13);
        Code.neg(r12);
        Code.mov(Word(ContextLayout.NegatedStackBias), r12);
    }

    /// <summary>Gives up unless kernel code may be entered at the address in R13, which stays. Uses R12.</summary>
    internal void RequireKernelTargets()
    {
        SignOfTarget();
        Code.cmp(__qword_ptr.gs[r12 * 8 + EngineLayout.LowerTargets], 0);
        SlowIfZero();
    }

    /// <summary>Gives up unless user code may be entered at the address in R13, in the lower half. Changes R13.</summary>
    internal void RequireUserTargets()
    {
        Code.shr(r13, UserAddressBits);
        SlowIfNotZero();
        Code.cmp(Word(EngineLayout.UserTargets), 0);
        SlowIfZero();
    }

    /// <summary>R12 = where the guest's stack is.</summary>
    internal void FrameToR12() => Code.mov(r12, Word(StackPointer));

    /// <summary>Goes on at the guest address in R13, through the table of the kernel's half that it lies in.</summary>
    internal void GoToKernel()
    {
        SignOfTarget();
        Code.mov(r12, __qword_ptr.gs[r12 * 8 + EngineLayout.LowerTargets]);
        Code.mov(Word(Target), r12);
        Go(Target);
    }

    /// <summary>Goes on at the guest address in R13, through a table of targets whose address stands in the context.</summary>
    internal void Go(int targets)
    {
        Code.movzx(r12d, r13w);
        Code.shl(r12d, 3);
        Code.add(r12, Word(targets));
        Code.popfq();
        Code.mov(rsp, Word(StackPointer));
        Code.jmp(__qword_ptr[r12]);
    }

    /// <summary>R12 = −1 for the upper half, 0 for the lower.</summary>
    private void SignOfTarget()
    {
        Code.mov(r12, r13);
        Code.sar(r12, 63);
    }
}

/// <summary>Offsets in <see cref="Segment"/>.</summary>
internal static class SegmentField
{
    internal const int Base = 0, Limit = 8, Attributes = 12, Selector = 16, Bytes = 24;
}
