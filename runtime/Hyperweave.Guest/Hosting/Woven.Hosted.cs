using System.Runtime.CompilerServices;

namespace Hyperweave.Guest.Hosting;

/// <summary>What the rewriter weaves calls of into a kernel that is to run in a .NET process.</summary>
[NativeForm]
public static unsafe class Woven
{
    internal static int Remaining;

    /// <summary>A loop's next turn, or the entry of a method that calls: where interrupts arrive.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Poll()
    {
        if (--Remaining < 0)
            HostedProcessor.Operate(HostedOperation.SafePoint);
    }

    /// <summary>The memory behind an address that is about to be read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref byte Read(ref byte address, int bytes) =>
        ref IsHost(ref address) ? ref address : ref Reach(ref address, bytes, 0);

    /// <summary>The memory behind an address that is about to be written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref byte Write(ref byte address, int bytes) =>
        ref IsHost(ref address) ? ref address : ref Reach(ref address, bytes, 1);

    /// <summary>The memory behind a pointer of which a span is about to be made.</summary>
    public static void* Span(void* address, int elements, int size) =>
        Unsafe.AsPointer(ref Write(ref *(byte*)address, checked(elements * size)));

    /// <summary>A 32-bit divisor: zero goes to the kernel's #DE handler first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Divisor(int divisor)
    {
        if (divisor == 0)
            HostedProcessor.Operate(HostedOperation.DivideError);
        return divisor;
    }

    /// <summary>A 64-bit divisor: zero goes to the kernel's #DE handler first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Divisor(long divisor)
    {
        if (divisor == 0)
            HostedProcessor.Operate(HostedOperation.DivideError);
        return divisor;
    }

    /// <summary>Kernel code is about to handle an exception; the end of the machine is none of its business.</summary>
    public static void Caught(object exception) => HostedProcessor.Caught(exception);

    private static bool IsHost(ref byte address) => HostedAddresses.AreHost((ulong)Unsafe.AsPointer(ref address));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ref byte Reach(ref byte address, int bytes, ulong write) =>
        ref *(byte*)HostedProcessor.Operate(HostedOperation.Reach, (ulong)Unsafe.AsPointer(ref address), (ulong)bytes, write);
}
