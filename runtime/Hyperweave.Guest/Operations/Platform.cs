using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Hyperweave.Guest;

/// <summary>The machine as a whole: what it is, its console, its end.</summary>
[NativeForm]
public static class Platform
{
    /// <summary>Whether hypercalls are in use. False in an unmodified image, and in a paravirtual one on bare metal.</summary>
    public static bool IsParavirtual() => false;

    /// <summary>Whether this is a plain process on .NET, where only console, clock and memory work. A hosted machine makes a bare PC of it: false.</summary>
    public static bool IsHosted() => NativeMachine.IsHosted;

    /// <summary>
    /// Ends the machine. Natively the status goes to the debug-exit port 0xF4, which QEMU and Hyperweave turn into exit
    /// status (status &lt;&lt; 1) | 1; without that device the processor halts for ever. Hosted: the exit status is the status.
    /// </summary>
    [DoesNotReturn]
    public static void Shutdown(int status) => NativeMachine.Shutdown(status);

    /// <summary>
    /// The way to the hypervisor and back, doing nothing. Natively there is none: a call of an empty function, the
    /// cheapest thing that compares.
    /// </summary>
    /// <returns>0.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long NullHypercall() => 0;

    /// <summary>Writes bytes to the console and returns when they are out of our hands. Natively COM1 at 115,200 baud, polled.</summary>
    public static void ConsoleWrite(ReadOnlySpan<byte> bytes) => NativeMachine.ConsoleWrite(bytes);
}
