using Internal.Runtime;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace System;

/// <summary>Operations on runs of memory; ilc calls the first three by name for block copies and initialisations.</summary>
internal static unsafe partial class SpanHelpers
{
    internal static void Memmove(ref byte destination, ref byte source, nuint length) =>
        Memory.Copy((byte*)Unsafe.AsPointer(ref destination), (byte*)Unsafe.AsPointer(ref source), length);

    internal static void ClearWithoutReferences(ref byte destination, nuint length) =>
        Memory.Clear((byte*)Unsafe.AsPointer(ref destination), length);

    internal static void Fill(ref byte destination, byte value, nuint length) =>
        Memory.Fill((byte*)Unsafe.AsPointer(ref destination), value, length);

    /// <summary>Whether two runs hold the same bytes; 8 at a time, the last 8 overlapping.</summary>
    internal static bool SequenceEqual(ref byte left, ref byte right, nuint length)
    {
        byte* a = (byte*)Unsafe.AsPointer(ref left), b = (byte*)Unsafe.AsPointer(ref right);
        if (a == b)
            return true;
        if (length < 8)
            return SequenceEqualSmall(a, b, length);
        nuint last = length - 8, i = 0;
        for (; i < last; i += 8)
            if (*(ulong*)(a + i) != *(ulong*)(b + i))
                return false;
        return *(ulong*)(a + last) == *(ulong*)(b + last);
    }

    private static bool SequenceEqualSmall(byte* a, byte* b, nuint length)
    {
        if (length >= 4)
            return *(uint*)a == *(uint*)b && *(uint*)(a + length - 4) == *(uint*)(b + length - 4);
        for (nuint i = 0; i < length; i++)
            if (a[i] != b[i])
                return false;
        return true;
    }

    /// <summary>A hash of the bytes, 8 at a time: multiply and fold.</summary>
    internal static int HashBytes(ref byte data, nuint length)
    {
        byte* p = (byte*)Unsafe.AsPointer(ref data);
        ulong hash = length * HashMultiplier;
        for (; length >= 8; p += 8, length -= 8)
            hash = BitOperations.RotateLeft((hash ^ *(ulong*)p) * HashMultiplier, 29);
        for (; length != 0; p++, length--)
            hash = BitOperations.RotateLeft((hash ^ *p) * HashMultiplier, 29);
        hash *= HashMultiplier;
        return (int)(hash >> 32);
    }

    /// <summary>2⁶⁴ divided by the golden ratio, made odd.</summary>
    private const ulong HashMultiplier = 0x9E37_79B9_7F4A_7C15;
}
