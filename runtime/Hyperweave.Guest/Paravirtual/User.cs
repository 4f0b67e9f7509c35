using System.Runtime.CompilerServices;

namespace Hyperweave.Guest.Paravirtual;

/// <summary>The paravirtual form of <see cref="Guest.User"/>. It reads the shared page, which ring 3 must be able to.</summary>
[NativeForm]
public static class User
{
    /// <inheritdoc cref="Guest.User.SystemCall"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long SystemCall(ulong number, ulong a, ulong b, ulong c, ulong d) =>
        Shared.Active ? Native.HypercallSyscall(number, a, b, c, d) : Native.Syscall(number, a, b, c, d);
}
