using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace System;

public sealed unsafe partial class String
{
    public static bool Equals(string left, string right)
    {
        if ((object)left == right)
            return true;
        if (left is null || right is null || left._stringLength != right._stringLength)
            return false;
        return SpanHelpers.SequenceEqual(ref left.Bytes, ref right.Bytes, (nuint)left._stringLength * 2);
    }

    public bool Equals(string other) => Equals(this, other);

    public override bool Equals(object other) => other is string text && Equals(this, text);

    public bool Equals(string other, StringComparison comparison) => Equals(this, other, comparison);

    public static bool Equals(string left, string right, StringComparison comparison)
    {
        if (!IgnoresCase(comparison))
            return Equals(left, right);
        if (left is null || right is null)
            return (object)left == right;
        return left._stringLength == right._stringLength && Compare(left, right, comparison) == 0;
    }

    public static bool operator ==(string left, string right) => Equals(left, right);

    public static bool operator !=(string left, string right) => !Equals(left, right);

    public override int GetHashCode() => SpanHelpers.HashBytes(ref Bytes, (nuint)_stringLength * 2);

    public int GetHashCode(StringComparison comparison) => IgnoresCase(comparison) ? ToUpperInvariant().GetHashCode() : GetHashCode();

    public static int GetHashCode(ReadOnlySpan<char> value) =>
        SpanHelpers.HashBytes(ref Unsafe.As<char, byte>(ref MemoryMarshal.GetReference(value)), (nuint)value.Length * 2);

    public int CompareTo(string other) => Compare(this, other);

    public int CompareTo(object other) => other is null ? 1 : Compare(this, (string)other);

    public static int Compare(string left, string right) => CompareOrdinal(left, right);

    public static int Compare(string left, string right, bool ignoreCase) =>
        Compare(left, right, ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);

    public static int Compare(string left, string right, StringComparison comparison)
    {
        if (left is null || right is null)
            return left is null ? right is null ? 0 : -1 : 1;
        return left.AsSpan().CompareTo(right, comparison);
    }

    public static int CompareOrdinal(string left, string right)
    {
        if ((object)left == right)
            return 0;
        if (left is null || right is null)
            return left is null ? -1 : 1;
        return left.AsSpan().SequenceCompareTo(right.AsSpan());
    }

    internal static bool IgnoresCase(StringComparison comparison) =>
        comparison is StringComparison.OrdinalIgnoreCase or StringComparison.InvariantCultureIgnoreCase or StringComparison.CurrentCultureIgnoreCase;

    private ref byte Bytes => ref Unsafe.As<char, byte>(ref _firstChar);
}
