using System.Collections.Generic;
using System.Numerics;

namespace System;

/// <summary>Mixes hash codes, each by a multiplication and a rotation.</summary>
public struct HashCode
{
    private const ulong Multiplier = 0x9E37_79B9_7F4A_7C15;

    private ulong _state;

    public static int Combine<T1>(T1 value1)
    {
        HashCode code = default;
        code.Add(value1);
        return code.ToHashCode();
    }

    public static int Combine<T1, T2>(T1 value1, T2 value2)
    {
        HashCode code = default;
        code.Add(value1);
        code.Add(value2);
        return code.ToHashCode();
    }

    public static int Combine<T1, T2, T3>(T1 value1, T2 value2, T3 value3)
    {
        HashCode code = default;
        code.Add(value1);
        code.Add(value2);
        code.Add(value3);
        return code.ToHashCode();
    }

    public static int Combine<T1, T2, T3, T4>(T1 value1, T2 value2, T3 value3, T4 value4)
    {
        HashCode code = default;
        code.Add(value1);
        code.Add(value2);
        code.Add(value3);
        code.Add(value4);
        return code.ToHashCode();
    }

    public void Add<T>(T value) => Add(value?.GetHashCode() ?? 0);

    public void Add<T>(T value, IEqualityComparer<T> comparer) => Add(value is null ? 0 : comparer?.GetHashCode(value) ?? value.GetHashCode());

    private void Add(int hash) => _state = BitOperations.RotateLeft((_state ^ (uint)hash) * Multiplier, 27);

    public readonly int ToHashCode() => (int)((_state ^ _state >> 29) * Multiplier >> 32);
}
