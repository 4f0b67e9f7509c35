using System.Runtime;
using System.Runtime.CompilerServices;

namespace Hyperweave.Guest;

/// <summary>The stack in words, on the console: one line for each frame.</summary>
[NativeForm]
internal static unsafe class PanicTrace
{
    /// <summary>From the caller outward.</summary>
    internal static void Write() => WriteStack();

    /// <summary>From what a trap interrupted in the kernel. A process's stack is not the kernel's to walk.</summary>
    internal static void Write(InterruptFrame* frame)
    {
        if (!frame->FromUserMode)
            WriteStackAtFrame(frame);
    }

    [RuntimeImport("*", "hw_write_stack")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void WriteStack();

    [RuntimeImport("*", "hw_write_stack_at_frame")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void WriteStackAtFrame(InterruptFrame* frame);
}
