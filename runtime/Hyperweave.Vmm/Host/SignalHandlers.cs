using Iced.Intel;
using static Hyperweave.Vmm.Host.MachineCode;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Vmm.Host;

/// <summary>
/// Code of the signal handlers: RDI = signal, RSI = siginfo_t, RDX = ucontext_t. They cannot be C#: they run on a guest's
/// registers, at any instruction. Each decides by InGuest of the thread's context, and leaves guest code by letting
/// the signal return into the exit thunk, which finds every guest register as it was.
/// </summary>
internal static class SignalHandlers
{
    private const int TrapFlag = 0x100, SystemCallMprotect = 10;

    /// <summary>
    /// A synchronous signal. A guest's fault is recorded and leaves guest code; one in C# (null reference, division)
    /// goes to the runtime's handler, and so does one in the thunks, which would be our own mistake.
    /// </summary>
    internal static Assembler Synchronous(int signal, RuntimeHandler runtime)
    {
        var code = new Assembler(64);
        var chain = code.CreateLabel();
        EmitUnlessInGuest(code, chain);
        EmitIfWithin(code, NativeEntry.ExitZone, chain);
        EmitIfWithin(code, NativeEntry.EntryZone, chain);
        code.mov(Word(ContextLayout.FaultRip), rax);
        EmitRecord(code, SignalFrame.Cr2, ContextLayout.FaultAddress);
        EmitRecord(code, SignalFrame.Trap, ContextLayout.FaultTrap);
        EmitRecord(code, SignalFrame.Error, ContextLayout.FaultError);
        EmitLeave(code, ExitCode.Fault);
        code.Label(ref chain);
        SignalChain.Emit(code, signal, runtime);
        return code;
    }

    /// <summary>
    /// The runtime's thread activation for garbage collection. A thread in guest code has nothing to activate: for the
    /// runtime it is inside an unmanaged call and does not hold up a collection.
    /// </summary>
    internal static Assembler Activation(int signal, RuntimeHandler runtime)
    {
        var code = new Assembler(64);
        var chain = code.CreateLabel();
        EmitUnlessInGuest(code, chain);
        code.ret();
        code.Label(ref chain);
        SignalChain.Emit(code, signal, runtime);
        return code;
    }

    /// <summary>
    /// Our exit request, of another thread or of the alarm. In C# and in an exit the flag is enough, as the next entry looks at
    /// it; an entry is abandoned; guest code is left at once if its state is precise everywhere, else at its next poll. A guest that
    /// takes no interrupts needs the alarm only when it takes them again, or soon: an alarm that is not heard repeats itself.
    /// </summary>
    internal static Assembler ExitRequest()
    {
        var code = new Assembler(64);
        var (abandon, poll, done) = (code.CreateLabel(), code.CreateLabel(), code.CreateLabel());
        EmitUnlessProcessor(code, done);
        code.mov(r9d, 1);
        code.xchg(Word(ContextLayout.PendingFlag), r9);
        EmitUnlessInGuest(code, done);
        EmitIfWithin(code, NativeEntry.ExitZone, done);
        EmitIfWithin(code, NativeEntry.EntryZone, abandon);
        code.cmp(Word(ContextLayout.AsynchronousExit), 0);
        code.je(poll);
        code.mov(Word(ContextLayout.FaultRip), rax);
        EmitLeave(code, ExitCode.Requested);
        code.Label(ref poll);
        EmitWaitForInterruptFlag(code, done);
        EmitTakePollPage(code);
        code.ret();
        code.Label(ref abandon);
        code.mov(rcx, (long)NativeEntry.AbandonEntry);
        code.mov(__qword_ptr[rdx + SignalFrame.Rip], rcx);
        code.Label(ref done);
        code.ret();
        return code;
    }

    /// <summary>Threads without a context have GS base 0. Leaves the context in RAX.</summary>
    private static void EmitUnlessProcessor(Assembler code, Label otherwise)
    {
        code.rdgsbase(rax);
        code.test(rax, rax);
        code.je(otherwise);
    }

    /// <summary>Leaves the interrupted RIP in RAX.</summary>
    private static void EmitUnlessInGuest(Assembler code, Label otherwise)
    {
        EmitUnlessProcessor(code, otherwise);
        code.cmp(Word(ContextLayout.InGuest), 0);
        code.je(otherwise);
        code.mov(rax, __qword_ptr[rdx + SignalFrame.Rip]);
    }

    /// <summary>Goes on where this is the first time that the alarm rings, R9 being 0 then, and RFLAGS.IF is clear: STI, POPF and IRET look at SlowFlags.</summary>
    private static void EmitWaitForInterruptFlag(Assembler code, Label heard)
    {
        var now = code.CreateLabel();
        code.cmp(__dword_ptr[rsi + SignalFrame.Cause], SignalFrame.CauseTimer);
        code.jne(now);
        code.or(r9, Word(ContextLayout.InterruptFlag));
        code.jne(now);
        code.or(Word(ContextLayout.SlowFlags), 1);
        code.jmp(heard);
        code.Label(ref now);
    }

    /// <summary>mprotect(2): what polls by a load faults.</summary>
    private static void EmitTakePollPage(Assembler code)
    {
        code.rdgsbase(rdi);
        code.add(rdi, ContextLayout.PollPage);
        code.mov(esi, 4096);
        code.mov(edx, Libc.ProtectNone);
        code.mov(eax, SystemCallMprotect);
        code.syscall();
    }

    private static void EmitIfWithin(Assembler code, (nint Start, nint End) zone, Label target)
    {
        code.mov(rcx, (long)zone.Start);
        code.mov(r8, rax);
        code.sub(r8, rcx);
        code.cmp(r8, (int)(zone.End - zone.Start));
        code.jb(target);
    }

    private static void EmitRecord(Assembler code, int frameOffset, int contextOffset)
    {
        code.mov(rcx, __qword_ptr[rdx + frameOffset]);
        code.mov(Word(contextOffset), rcx);
    }

    /// <summary>TF goes, or the exit thunk would be single-stepped.</summary>
    private static void EmitLeave(Assembler code, ulong exitCode)
    {
        code.mov(Word(ContextLayout.Exit), (int)exitCode);
        code.mov(rcx, (long)NativeEntry.FullExit);
        code.mov(__qword_ptr[rdx + SignalFrame.Rip], rcx);
        code.and(__dword_ptr[rdx + SignalFrame.Eflags], ~TrapFlag);
        code.ret();
    }
}
