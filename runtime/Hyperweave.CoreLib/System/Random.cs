using System.Numerics;

namespace System;

/// <summary>
/// Pseudo-random numbers by xoshiro256** (Blackman and Vigna, 2018), seeded by SplitMix64. A seed gives the same numbers
/// on every run of an image, other ones than on CoreCLR.
/// </summary>
public class Random
{
    private ulong _s0, _s1, _s2, _s3;

    public static Random Shared { get; } = new();

    public Random() : this((int)Clock.Nanoseconds()) { }

    public Random(int Seed)
    {
        ulong state = (ulong)Seed;
        _s0 = SplitMix(ref state);
        _s1 = SplitMix(ref state);
        _s2 = SplitMix(ref state);
        _s3 = SplitMix(ref state);
    }

    private static ulong SplitMix(ref ulong state)
    {
        ulong value = state += 0x9E37_79B9_7F4A_7C15;
        value = (value ^ value >> 30) * 0xBF58_476D_1CE4_E5B9;
        value = (value ^ value >> 27) * 0x94D0_49BB_1331_11EB;
        return value ^ value >> 31;
    }

    private ulong NextUInt64()
    {
        ulong result = BitOperations.RotateLeft(_s1 * 5, 7) * 9, shifted = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= shifted;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    public virtual int Next() => (int)NextInt64(int.MaxValue);

    public virtual int Next(int maxValue) => (int)NextInt64(maxValue);

    public virtual int Next(int minValue, int maxValue) => (int)NextInt64(minValue, maxValue);

    public virtual long NextInt64() => NextInt64(long.MaxValue);

    public virtual long NextInt64(long maxValue) => NextInt64(0, maxValue);

    /// <summary>The high half of a 128-bit product spreads 64 random bits over the range.</summary>
    public virtual long NextInt64(long minValue, long maxValue)
    {
        if (minValue > maxValue)
            throw new ArgumentOutOfRangeException(nameof(minValue));
        return minValue + (long)Math.BigMul(NextUInt64(), (ulong)(maxValue - minValue), out _);
    }

    public virtual double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1ul << 53));

    public virtual float NextSingle() => (NextUInt64() >> 40) * (1.0f / (1u << 24));

    public virtual void NextBytes(byte[] buffer) => NextBytes(buffer.AsSpan());

    public virtual void NextBytes(Span<byte> buffer)
    {
        foreach (ref byte place in buffer)
            place = (byte)(NextUInt64() >> 56);
    }

    public void Shuffle<T>(T[] values) => Shuffle(values.AsSpan());

    public void Shuffle<T>(Span<T> values)
    {
        for (int i = values.Length - 1; i > 0; i--)
        {
            int other = Next(i + 1);
            (values[i], values[other]) = (values[other], values[i]);
        }
    }
}
