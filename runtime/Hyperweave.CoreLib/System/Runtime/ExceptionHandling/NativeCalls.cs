using System.Runtime.CompilerServices;

namespace System.Runtime.ExceptionHandling;

/// <summary>
/// The native helpers that enter funclets: handlers that ilc compiles as functions of their own, run on top of the stack
/// with RBP and the other callee-saved registers of the frame they belong to (exception in RDI).
/// </summary>
internal static unsafe class NativeCalls
{
    /// <summary>Runs a catch handler, cuts the stack back to its frame and goes on where the handler says. Does not return.</summary>
    [RuntimeImport("*", "hw_call_catch")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void CallCatch(object exception, byte* handler, RegisterContext* context);

    [RuntimeImport("*", "hw_call_finally")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void CallFinally(byte* handler, RegisterContext* context);

    /// <summary>Runs a filter; non-zero means that its handler catches.</summary>
    [RuntimeImport("*", "hw_call_filter")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern int CallFilter(object exception, byte* filter, RegisterContext* context);

    /// <summary>Leaves a filter that threw: makes the CallFilter whose stack pointer this is return 0. Does not return.</summary>
    [RuntimeImport("*", "hw_abandon_filter")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void AbandonFilter(ulong stackPointer);

    /// <summary>The address to which a handler returns inside CallCatch; there RSP points at the context's address.</summary>
    [RuntimeImport("*", "hw_catch_return")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern ulong CatchReturn();

    [RuntimeImport("*", "hw_finally_return")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern ulong FinallyReturn();

    [RuntimeImport("*", "hw_filter_return")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern ulong FilterReturn();
}
