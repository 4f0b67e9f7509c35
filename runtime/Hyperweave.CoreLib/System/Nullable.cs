using System.Collections.Generic;

namespace System;

public struct Nullable<T> where T : struct
{
    private readonly bool hasValue;
    internal T value;

    public Nullable(T value)
    {
        this.value = value;
        hasValue = true;
    }

    public readonly bool HasValue => hasValue;

    public readonly T Value => hasValue ? value : throw new InvalidOperationException("Nullable object must have a value.");

    public readonly T GetValueOrDefault() => value;

    public readonly T GetValueOrDefault(T defaultValue) => hasValue ? value : defaultValue;

    public override bool Equals(object other) => hasValue ? other != null && value.Equals(other) : other == null;

    public override int GetHashCode() => hasValue ? value.GetHashCode() : 0;

    public override string ToString() => hasValue ? value.ToString() : "";

    public static implicit operator T?(T value) => new T?(value);

    public static explicit operator T(T? value) => value.Value;
}

/// <summary>Comparison of nullable values.</summary>
public static class Nullable
{
    public static int Compare<T>(T? left, T? right) where T : struct
    {
        if (left.HasValue && right.HasValue)
            return Comparer<T>.Default.Compare(left.value, right.value);
        return left.HasValue ? 1 : right.HasValue ? -1 : 0;
    }

    public static bool Equals<T>(T? left, T? right) where T : struct
    {
        if (left.HasValue && right.HasValue)
            return EqualityComparer<T>.Default.Equals(left.value, right.value);
        return left.HasValue == right.HasValue;
    }
}
