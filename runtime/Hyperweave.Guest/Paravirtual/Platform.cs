using System.Diagnostics.CodeAnalysis;
using Hyperweave.Abi;

namespace Hyperweave.Guest.Paravirtual;

/// <summary>The paravirtual forms of <see cref="Guest.Platform"/>.</summary>
[NativeForm]
public static unsafe class Platform
{
    // What one console hypercall takes.
    private const int LargestWrite = 1 << 20;

    /// <inheritdoc cref="Guest.Platform.IsParavirtual"/>
    public static bool IsParavirtual() => Shared.Active;

    /// <inheritdoc cref="Guest.Platform.IsHosted"/>
    public static bool IsHosted() => NativeMachine.IsHosted;

    /// <summary>Ends the machine with an exit status; 0 is a power-off, any other a panic.</summary>
    [DoesNotReturn]
    public static void Shutdown(int status)
    {
        var reason = status == 0 ? ShutdownReason.PowerOff : ShutdownReason.Panic;
        if (Shared.Active)
            Shared.Call(Hypercall.Shutdown, (ulong)reason, (ulong)status);
        NativeMachine.Shutdown(status);
    }

    /// <inheritdoc cref="Guest.Platform.NullHypercall"/>
    public static long NullHypercall() => Shared.Active ? Shared.Call(Hypercall.Null) : Guest.Platform.NullHypercall();

    /// <summary>Writes bytes to the console by hypercall.</summary>
    public static void ConsoleWrite(ReadOnlySpan<byte> bytes)
    {
        if (!Shared.Active)
        {
            NativeMachine.ConsoleWrite(bytes);
            return;
        }
        fixed (byte* start = bytes)
        {
            for (var done = 0; done < bytes.Length; done += LargestWrite)
                Shared.Call(Hypercall.ConsoleWrite, (ulong)(start + done), (ulong)Math.Min(LargestWrite, bytes.Length - done));
        }
    }
}
