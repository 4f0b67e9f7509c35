namespace System;

public static partial class MemoryExtensions
{
    /// <summary>The compiler calls this for a conversion, so it must not convert.</summary>
    public static ReadOnlySpan<char> AsSpan(this string text) =>
        text is null ? default : new(ref System.Runtime.CompilerServices.Unsafe.AsRef(in text.GetPinnableReference()), text.Length);

    public static ReadOnlySpan<char> AsSpan(this string text, int start) => text.AsSpan().Slice(start);

    public static ReadOnlySpan<char> AsSpan(this string text, int start, int length) => text.AsSpan().Slice(start, length);

    public static bool Equals(this ReadOnlySpan<char> left, ReadOnlySpan<char> right, StringComparison comparison) =>
        left.Length == right.Length && CompareTo(left, right, comparison) == 0;

    public static bool StartsWith(this ReadOnlySpan<char> span, ReadOnlySpan<char> value, StringComparison comparison) =>
        value.Length <= span.Length && Equals(span.Slice(0, value.Length), value, comparison);

    public static bool EndsWith(this ReadOnlySpan<char> span, ReadOnlySpan<char> value, StringComparison comparison) =>
        value.Length <= span.Length && Equals(span.Slice(span.Length - value.Length), value, comparison);

    public static bool Contains(this ReadOnlySpan<char> span, ReadOnlySpan<char> value, StringComparison comparison) => IndexOf(span, value, comparison) >= 0;

    public static int IndexOf(this ReadOnlySpan<char> span, ReadOnlySpan<char> value, StringComparison comparison)
    {
        if (!string.IgnoresCase(comparison))
            return span.IndexOf(value);
        for (int i = 0; i <= span.Length - value.Length; i++)
            if (Equals(span.Slice(i, value.Length), value, comparison))
                return i;
        return -1;
    }

    public static int CompareTo(this ReadOnlySpan<char> left, ReadOnlySpan<char> right, StringComparison comparison)
    {
        if (!string.IgnoresCase(comparison))
            return left.SequenceCompareTo(right);
        int length = left.Length < right.Length ? left.Length : right.Length;
        for (int i = 0; i < length; i++)
        {
            int order = char.ToUpperInvariant(left[i]) - char.ToUpperInvariant(right[i]);
            if (order != 0)
                return order;
        }
        return left.Length - right.Length;
    }

    public static bool IsWhiteSpace(this ReadOnlySpan<char> span) => span.Trim().Length == 0;

    public static ReadOnlySpan<char> Trim(this ReadOnlySpan<char> span) => span.TrimStart().TrimEnd();

    public static ReadOnlySpan<char> TrimStart(this ReadOnlySpan<char> span)
    {
        int start = 0;
        while (start < span.Length && char.IsWhiteSpace(span[start]))
            start++;
        return span.Slice(start);
    }

    public static ReadOnlySpan<char> TrimEnd(this ReadOnlySpan<char> span)
    {
        int end = span.Length;
        while (end > 0 && char.IsWhiteSpace(span[end - 1]))
            end--;
        return span.Slice(0, end);
    }

    public static ReadOnlySpan<char> Trim(this ReadOnlySpan<char> span, char trimChar) => span.TrimStart(trimChar).TrimEnd(trimChar);

    public static ReadOnlySpan<char> TrimStart(this ReadOnlySpan<char> span, char trimChar)
    {
        int start = 0;
        while (start < span.Length && span[start] == trimChar)
            start++;
        return span.Slice(start);
    }

    public static ReadOnlySpan<char> TrimEnd(this ReadOnlySpan<char> span, char trimChar)
    {
        int end = span.Length;
        while (end > 0 && span[end - 1] == trimChar)
            end--;
        return span.Slice(0, end);
    }

    public static ReadOnlySpan<char> Trim(this ReadOnlySpan<char> span, scoped ReadOnlySpan<char> trimChars) => span.TrimStart(trimChars).TrimEnd(trimChars);

    public static ReadOnlySpan<char> TrimStart(this ReadOnlySpan<char> span, scoped ReadOnlySpan<char> trimChars)
    {
        if (trimChars.Length == 0)
            return span.TrimStart();
        int start = 0;
        while (start < span.Length && trimChars.IndexOf(span[start]) >= 0)
            start++;
        return span.Slice(start);
    }

    public static ReadOnlySpan<char> TrimEnd(this ReadOnlySpan<char> span, scoped ReadOnlySpan<char> trimChars)
    {
        if (trimChars.Length == 0)
            return span.TrimEnd();
        int end = span.Length;
        while (end > 0 && trimChars.IndexOf(span[end - 1]) >= 0)
            end--;
        return span.Slice(0, end);
    }
}
