using System.Runtime.CompilerServices;
using System.Threading;
using Hyperweave.Abi;

namespace Hyperweave.Guest.Paravirtual;

/// <summary>The shared page, as the guest uses it. Loads and stores are volatile: the VMM changes it behind our back.</summary>
[NativeForm]
internal static unsafe class Shared
{
    /// <summary>Whether a VMM has taken the image's paravirtual entry.</summary>
    internal static bool Active
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Word(SharedPage.Active) != 0;
    }

    internal static bool Masked
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Volatile.Read(ref Word(SharedPage.EventMask)) != 0;
    }

    internal static ulong Cr2
    {
        get => Volatile.Read(ref Long(SharedPage.Cr2));
        set => Volatile.Write(ref Long(SharedPage.Cr2), value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Mask() => Volatile.Write(ref Word(SharedPage.EventMask), 1);

    /// <summary>Unmasks, then asks for what has become pending meanwhile. In this order no event is missed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Unmask()
    {
        Volatile.Write(ref Word(SharedPage.EventMask), 0);
        if (Volatile.Read(ref Word(SharedPage.PendingAny)) != 0)
            Call(Hypercall.DeliverPending);
    }

    internal static long Call(Hypercall number, ulong a = 0, ulong b = 0, ulong c = 0, ulong d = 0) =>
        Native.Hypercall((ulong)number, a, b, c, d);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ref uint Word(int offset) => ref *(uint*)(Native.SharedPage() + offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ref ulong Long(int offset) => ref *(ulong*)(Native.SharedPage() + offset);
}
