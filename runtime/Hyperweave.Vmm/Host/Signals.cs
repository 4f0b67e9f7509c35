using Iced.Intel;

namespace Hyperweave.Vmm.Host;

/// <summary>
/// The process's signal handlers. .NET has its own for SIGSEGV, SIGFPE and others, which know nothing of guest code and
/// would take a guest's fault for a crash; ours stand before them and hand on what is not a guest's.
/// </summary>
internal static unsafe class Signals
{
    internal const int Segmentation = 11;
    private const int IllegalInstruction = 4, Trap = 5, Bus = 7, FloatingPoint = 8;
    /// <summary>SIGRTMIN, by which .NET interrupts threads for garbage collection.</summary>
    private const int RuntimeActivation = 34;
    /// <summary>SIGRTMIN + 2: leave guest code.</summary>
    internal const int Leave = 36;
    private static readonly int[] Synchronous = [IllegalInstruction, Trap, Bus, FloatingPoint, Segmentation];
    private static readonly Lock Gate = new();
    private static bool _installed;

    /// <summary>Installs the handlers, once for the process.</summary>
    /// <exception cref="HostException">The runtime's handlers are not the ones this was made for.</exception>
    internal static void Install()
    {
        lock (Gate)
        {
            if (_installed) return;
            foreach (int signal in Synchronous) Install(signal, SignalHandlers.Synchronous(signal, Runtime(signal)));
            Install(RuntimeActivation, SignalHandlers.Activation(RuntimeActivation, Runtime(RuntimeActivation)));
            Install(Leave, SignalHandlers.ExitRequest());
            _installed = true;
        }
    }

    /// <summary>
    /// Blocks, on the calling thread, every signal that ours do not handle: its handler would run on the guest's stack.
    /// </summary>
    /// <returns>The mask before, for <see cref="Restore"/>.</returns>
    internal static ulong BlockOthers()
    {
        ulong ours = Bit(RuntimeActivation) | Bit(Leave);
        foreach (int signal in Synchronous) ours |= Bit(signal);
        return SetMask(~ours);
    }

    internal static void Restore(ulong mask) => SetMask(mask);

    /// <summary>Makes a thread of this process leave guest code, if it is there. From any thread.</summary>
    internal static void Send(int thread) => Libc.SignalThread(Libc.GetProcessId(), thread, Leave);

    private static RuntimeHandler Runtime(int signal)
    {
        SignalAction old;
        if (Libc.Sigaction(signal, null, &old) != 0) throw HostException.FromErrno($"cannot read the handler of signal {signal}");
        // 0 and 1 stand for "default" and "ignore".
        if (old.Handler is 0 or 1) throw new HostException($".NET has no handler for signal {signal}, which this VMM relies on");
        return new RuntimeHandler(old.Handler, old.Mask.Bits);
    }

    private static void Install(int signal, Assembler code)
    {
        var action = new SignalAction
        {
            Handler = NativeEntry.Emit(code),
            Mask = new SignalSet { Bits = ulong.MaxValue },
            Flags = Libc.SignalInfoFlag | Libc.SignalOnStackFlag | Libc.SignalRestartFlag,
        };
        if (Libc.Sigaction(signal, &action, null) != 0) throw HostException.FromErrno($"cannot handle signal {signal}");
    }

    private static ulong SetMask(ulong bits)
    {
        SignalSet wanted = new() { Bits = bits }, old;
        int error = Libc.PthreadSigmask(Libc.SignalMaskSet, &wanted, &old);
        return error == 0 ? old.Bits : throw new HostException($"cannot set the signal mask (errno {error})");
    }

    private static ulong Bit(int signal) => 1UL << (signal - 1);
}
