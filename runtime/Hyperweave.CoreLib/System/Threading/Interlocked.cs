using System.Runtime.CompilerServices;

namespace System.Threading;

/// <summary>Atomic operations; ilc puts the instruction in place of the calls that seem to call themselves.</summary>
public static class Interlocked
{
    [Intrinsic] public static int CompareExchange(ref int location, int value, int comparand) => CompareExchange(ref location, value, comparand);

    [Intrinsic] public static long CompareExchange(ref long location, long value, long comparand) => CompareExchange(ref location, value, comparand);

    [Intrinsic] public static int Exchange(ref int location, int value) => Exchange(ref location, value);

    [Intrinsic] public static long Exchange(ref long location, long value) => Exchange(ref location, value);

    [Intrinsic] private static int ExchangeAdd(ref int location, int value) => ExchangeAdd(ref location, value);

    [Intrinsic] private static long ExchangeAdd(ref long location, long value) => ExchangeAdd(ref location, value);

    [Intrinsic] public static void MemoryBarrier() => MemoryBarrier();

    public static uint CompareExchange(ref uint location, uint value, uint comparand) =>
        (uint)CompareExchange(ref Unsafe.As<uint, int>(ref location), (int)value, (int)comparand);

    public static ulong CompareExchange(ref ulong location, ulong value, ulong comparand) =>
        (ulong)CompareExchange(ref Unsafe.As<ulong, long>(ref location), (long)value, (long)comparand);

    public static nint CompareExchange(ref nint location, nint value, nint comparand) =>
        (nint)CompareExchange(ref Unsafe.As<nint, long>(ref location), value, comparand);

    public static unsafe object CompareExchange(ref object location, object value, object comparand)
    {
        long old = CompareExchange(ref Unsafe.As<object, long>(ref location), *(long*)&value, *(long*)&comparand);
        return *(object*)&old;
    }

    public static T CompareExchange<T>(ref T location, T value, T comparand) where T : class =>
        Unsafe.As<T>(CompareExchange(ref Unsafe.As<T, object>(ref location), value, comparand));

    public static uint Exchange(ref uint location, uint value) => (uint)Exchange(ref Unsafe.As<uint, int>(ref location), (int)value);

    public static ulong Exchange(ref ulong location, ulong value) => (ulong)Exchange(ref Unsafe.As<ulong, long>(ref location), (long)value);

    public static nint Exchange(ref nint location, nint value) => (nint)Exchange(ref Unsafe.As<nint, long>(ref location), value);

    public static unsafe object Exchange(ref object location, object value)
    {
        long old = Exchange(ref Unsafe.As<object, long>(ref location), *(long*)&value);
        return *(object*)&old;
    }

    public static T Exchange<T>(ref T location, T value) where T : class => Unsafe.As<T>(Exchange(ref Unsafe.As<T, object>(ref location), value));

    public static int Increment(ref int location) => ExchangeAdd(ref location, 1) + 1;

    public static uint Increment(ref uint location) => (uint)Increment(ref Unsafe.As<uint, int>(ref location));

    public static long Increment(ref long location) => ExchangeAdd(ref location, 1) + 1;

    public static ulong Increment(ref ulong location) => (ulong)Increment(ref Unsafe.As<ulong, long>(ref location));

    public static int Decrement(ref int location) => ExchangeAdd(ref location, -1) - 1;

    public static long Decrement(ref long location) => ExchangeAdd(ref location, -1) - 1;

    public static int Add(ref int location, int value) => ExchangeAdd(ref location, value) + value;

    public static uint Add(ref uint location, uint value) => (uint)Add(ref Unsafe.As<uint, int>(ref location), (int)value);

    public static long Add(ref long location, long value) => ExchangeAdd(ref location, value) + value;

    public static ulong Add(ref ulong location, ulong value) => (ulong)Add(ref Unsafe.As<ulong, long>(ref location), (long)value);

    public static long Read(ref readonly long location) => Volatile.Read(in location);

    public static ulong Read(ref readonly ulong location) => Volatile.Read(in location);

    public static int Or(ref int location, int value)
    {
        int old = location;
        for (int seen; (seen = CompareExchange(ref location, old | value, old)) != old; old = seen) { }
        return old;
    }

    public static int And(ref int location, int value)
    {
        int old = location;
        for (int seen; (seen = CompareExchange(ref location, old & value, old)) != old; old = seen) { }
        return old;
    }
}
