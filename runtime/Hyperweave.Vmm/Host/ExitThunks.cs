using Iced.Intel;
using static Hyperweave.Vmm.Host.MachineCode;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Vmm.Host;

/// <summary>Code of the exits. None of it touches the guest's stack: below its RSP is the guest's red zone.</summary>
internal sealed class ExitThunks
{
    /// <summary>MXCSR bits 0 to 5 (Intel SDM 1 10.2.3).</summary>
    private const int StickyFlags = 0x3F;

    internal readonly Assembler Assembler = new(64);
    internal Label Full, Return, SystemCall, Call, Abandon, End;

    internal ExitThunks()
    {
        Full = Assembler.CreateLabel();
        Return = Assembler.CreateLabel();
        SystemCall = Assembler.CreateLabel();
        Call = Assembler.CreateLabel();
        Abandon = Assembler.CreateLabel();
        End = Assembler.CreateLabel();
        EmitCode(ref Return, ExitCode.Return);
        EmitCode(ref SystemCall, ExitCode.SystemCall);
        EmitFull();
        EmitCall();
        EmitAbandon();
        Assembler.Label(ref End);
        Assembler.int3();
    }

    private void EmitCode(ref Label entry, ulong exitCode)
    {
        Assembler.Label(ref entry);
        Assembler.mov(Word(ContextLayout.Exit), (int)exitCode);
        Assembler.jmp(Full);
    }

    private void EmitFull()
    {
        var code = Assembler;
        code.Label(ref Full);
        foreach (var register in General) code.mov(Place(register), register);
        code.mov(rsp, Word(ContextLayout.HostRsp));
        code.pushfq();
        code.pop(rax);
        code.cld();
        code.and(eax, StatusFlags);
        code.mov(rcx, Word(ContextLayout.Rflags));
        code.and(rcx, ~StatusFlags);
        code.or(rax, rcx);
        code.mov(Word(ContextLayout.Rflags), rax);
        for (int i = 0; i < Vector.Length; i++) code.movups(__xmmword_ptr.gs[(long)ContextLayout.Xmm + 16 * i], Vector[i]);
        UpperHalves.EmitSave(code);
        code.stmxcsr(Half(ContextLayout.Mxcsr));
        code.ldmxcsr(Half(ContextLayout.HostMxcsr));
        EmitReturnToHost();
    }

    private void EmitCall()
    {
        var code = Assembler;
        code.Label(ref Call);
        code.mov(Word(ContextLayout.Exit), (int)ExitCode.Call);
        foreach (var register in new[] { rdi, rsi, rdx, rcx, r8, rsp }) code.mov(Place(register), register);
        foreach (var register in CalleeSaved) code.mov(Place(register), register);
        code.mov(Word(ContextLayout.Rip), r11);
        code.mov(rsp, Word(ContextLayout.HostRsp));
        code.cld();
        code.stmxcsr(Half(ContextLayout.Mxcsr));
        EmitSwitchMxcsr(code, ContextLayout.HostMxcsr);
        EmitReturnToHostFromCall();
    }

    /// <summary>
    /// Loads guest's or host's MXCSR where the two differ in more than the sticky exception flags, which no call
    /// preserves (System V ABI for x86-64, 3.2.1). LDMXCSR is slow, and mostly they are equal.
    /// </summary>
    internal static void EmitSwitchMxcsr(Assembler code, int wanted)
    {
        var same = code.CreateLabel();
        code.mov(eax, Half(ContextLayout.Mxcsr));
        code.xor(eax, Half(ContextLayout.HostMxcsr));
        code.test(eax, ~StickyFlags);
        code.je(same);
        code.ldmxcsr(Half(wanted));
        code.Label(ref same);
    }

    private void EmitAbandon()
    {
        var code = Assembler;
        code.Label(ref Abandon);
        code.mov(rsp, Word(ContextLayout.HostRsp));
        code.cld();
        // The guest's may have been loaded already; the host's was stored by the last full entry at the latest.
        code.ldmxcsr(Half(ContextLayout.HostMxcsr));
        code.mov(Word(ContextLayout.Exit), (int)ExitCode.Requested);
        EmitReturnToHost();
    }

    /// <summary>RET: the processor's stack of return addresses still ends with the host's call of the entry.</summary>
    private void EmitReturnToHost()
    {
        EmitRestoreHost();
        Assembler.ret();
    }

    /// <summary>
    /// A jump, not RET: the processor's stack of return addresses ends with the guest's call, so that RET would be predicted
    /// wrongly (measured: 16 ns for a call's exit and return, 9 ns this way). After an exit that was no call a jump would
    /// spoil the prediction of every RET further out (measured: 118 ns for an OUT instead of 70).
    /// </summary>
    private void EmitReturnToHostFromCall()
    {
        EmitRestoreHost();
        Assembler.pop(rcx);
        Assembler.jmp(rcx);
    }

    private void EmitRestoreHost()
    {
        var code = Assembler;
        code.mov(Word(ContextLayout.InGuest), 0);
        code.pop(rax);
        for (int i = CalleeSaved.Length; i-- > 0;) code.pop(CalleeSaved[i]);
    }
}
