using System.Collections;
using System.Collections.Generic;

namespace System;

/// <summary>Compares strings ordinally, with or without their case.</summary>
public sealed class StringComparer : IComparer, IEqualityComparer, IComparer<string>, IEqualityComparer<string>
{
    private readonly StringComparison _comparison;

    private StringComparer(StringComparison comparison) => _comparison = comparison;

    public static StringComparer Ordinal { get; } = new(StringComparison.Ordinal);

    public static StringComparer OrdinalIgnoreCase { get; } = new(StringComparison.OrdinalIgnoreCase);

    public static StringComparer InvariantCulture => Ordinal;

    public static StringComparer InvariantCultureIgnoreCase => OrdinalIgnoreCase;

    public int Compare(string left, string right) => string.Compare(left, right, _comparison);

    public bool Equals(string left, string right) => string.Equals(left, right, _comparison);

    public int GetHashCode(string text) => text.GetHashCode(_comparison);

    int IComparer.Compare(object left, object right) => Compare((string)left, (string)right);

    bool IEqualityComparer.Equals(object left, object right) => Equals((string)left, (string)right);

    int IEqualityComparer.GetHashCode(object value) => GetHashCode((string)value);
}
