using System.Collections.Generic;
using System.Runtime.CompilerServices;

namespace System;

internal static unsafe partial class SpanHelpers
{
    /// <summary>Moves elements; the runs may overlap.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Move<T>(ref T destination, ref T source, int count) =>
        Memmove(ref Unsafe.As<T, byte>(ref destination), ref Unsafe.As<T, byte>(ref source), (nuint)(uint)count * (nuint)Unsafe.SizeOf<T>());

    /// <summary>Whether equal values of the type are equal bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsBytewise<T>() =>
        typeof(T) == typeof(byte) || typeof(T) == typeof(sbyte) || typeof(T) == typeof(bool) || typeof(T) == typeof(char)
        || typeof(T) == typeof(short) || typeof(T) == typeof(ushort) || typeof(T) == typeof(int) || typeof(T) == typeof(uint)
        || typeof(T) == typeof(long) || typeof(T) == typeof(ulong) || typeof(T) == typeof(nint) || typeof(T) == typeof(nuint);

    internal static bool SequenceEqual<T>(ref T left, ref T right, int length)
    {
        if (IsBytewise<T>())
            return SequenceEqual(ref Unsafe.As<T, byte>(ref left), ref Unsafe.As<T, byte>(ref right), (nuint)(uint)length * (nuint)Unsafe.SizeOf<T>());
        for (nint i = 0; i < length; i++)
            if (!EqualityComparer<T>.AreEqual(Unsafe.Add(ref left, i), Unsafe.Add(ref right, i)))
                return false;
        return true;
    }

    internal static int IndexOf<T>(ref T start, T value, int length)
    {
        for (nint i = 0; i < length; i++)
            if (EqualityComparer<T>.AreEqual(Unsafe.Add(ref start, i), value))
                return (int)i;
        return -1;
    }

    internal static int LastIndexOf<T>(ref T start, T value, int length)
    {
        for (nint i = length - 1; i >= 0; i--)
            if (EqualityComparer<T>.AreEqual(Unsafe.Add(ref start, i), value))
                return (int)i;
        return -1;
    }

    /// <summary>First position of the sequence, or −1: looks for its first element, then compares.</summary>
    internal static int IndexOf<T>(ref T start, int length, ref T value, int valueLength)
    {
        if (valueLength == 0)
            return 0;
        for (int from = 0; from <= length - valueLength; from++)
        {
            int found = IndexOf(ref Unsafe.Add(ref start, from), value, length - valueLength - from + 1);
            if (found < 0)
                return -1;
            from += found;
            if (SequenceEqual(ref Unsafe.Add(ref start, from), ref value, valueLength))
                return from;
        }
        return -1;
    }
}
