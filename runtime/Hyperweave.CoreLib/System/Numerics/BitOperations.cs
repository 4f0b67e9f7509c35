using System.Runtime.CompilerServices;

namespace System.Numerics;

/// <summary>Plain forms of the bit instructions: the processors aimed at need not have LZCNT, TZCNT and POPCNT.</summary>
public static class BitOperations
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint RotateLeft(uint value, int offset) => value << offset | value >> (32 - offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong RotateLeft(ulong value, int offset) => value << offset | value >> (64 - offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint RotateRight(uint value, int offset) => value >> offset | value << (32 - offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong RotateRight(ulong value, int offset) => value >> offset | value << (64 - offset);

    public static bool IsPow2(int value) => value > 0 && (value & (value - 1)) == 0;

    public static bool IsPow2(uint value) => value != 0 && (value & (value - 1)) == 0;

    public static bool IsPow2(long value) => value > 0 && (value & (value - 1)) == 0;

    public static bool IsPow2(ulong value) => value != 0 && (value & (value - 1)) == 0;

    public static int PopCount(uint value)
    {
        value -= value >> 1 & 0x5555_5555;
        value = (value & 0x3333_3333) + (value >> 2 & 0x3333_3333);
        return (int)((value + (value >> 4) & 0x0F0F_0F0F) * 0x0101_0101 >> 24);
    }

    public static int PopCount(ulong value)
    {
        value -= value >> 1 & 0x5555_5555_5555_5555;
        value = (value & 0x3333_3333_3333_3333) + (value >> 2 & 0x3333_3333_3333_3333);
        return (int)((value + (value >> 4) & 0x0F0F_0F0F_0F0F_0F0F) * 0x0101_0101_0101_0101 >> 56);
    }

    /// <summary>Position of the highest one bit; 0 for 0.</summary>
    public static int Log2(uint value) => Log2((ulong)value);

    public static int Log2(ulong value)
    {
        int result = 0;
        if (value >> 32 != 0) { result = 32; value >>= 32; }
        if (value >> 16 != 0) { result += 16; value >>= 16; }
        if (value >> 8 != 0) { result += 8; value >>= 8; }
        if (value >> 4 != 0) { result += 4; value >>= 4; }
        return result + (int)(0xFFFF_AA50ul >> ((int)value * 2) & 3);
    }

    public static int LeadingZeroCount(uint value) => value == 0 ? 32 : 31 - Log2(value);

    public static int LeadingZeroCount(ulong value) => value == 0 ? 64 : 63 - Log2(value);

    public static int TrailingZeroCount(int value) => TrailingZeroCount((uint)value);

    public static int TrailingZeroCount(uint value) => value == 0 ? 32 : PopCount((value & (0 - value)) - 1);

    public static int TrailingZeroCount(long value) => TrailingZeroCount((ulong)value);

    public static int TrailingZeroCount(ulong value) => value == 0 ? 64 : PopCount((value & (0 - value)) - 1);

    public static uint RoundUpToPowerOf2(uint value) => value <= 1 ? value : (uint)(1ul << (Log2(value - 1) + 1));

    public static ulong RoundUpToPowerOf2(ulong value) => value <= 1 ? value : Log2(value - 1) == 63 ? 0 : 1ul << (Log2(value - 1) + 1);
}
