using System.Runtime;
using System.Runtime.CompilerServices;

namespace Hyperweave.Guest;

/// <summary>Processor exceptions that become C# exceptions, by the core library's numbers.</summary>
[NativeForm]
internal static unsafe class HardwareExceptions
{
    internal const int Divide = 0;
    internal const int NullReference = 1;
    internal const int GeneralProtection = 2;
    internal const int InvalidOpcode = 3;

    /// <summary>Throws where the frame was interrupted; does not return.</summary>
    internal static void Throw(InterruptFrame* frame, int kind) => ThrowAtFrame(frame, kind);

    [RuntimeImport("*", "hw_throw_at_frame")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void ThrowAtFrame(InterruptFrame* frame, int kind);
}
