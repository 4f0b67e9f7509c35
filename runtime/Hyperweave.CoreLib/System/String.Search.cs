namespace System;

public sealed unsafe partial class String
{
    public bool Contains(char value) => AsSpan().IndexOf(value) >= 0;

    public bool Contains(char value, StringComparison comparison) => IndexOf(value, comparison) >= 0;

    public bool Contains(string value) => IndexOf(value, StringComparison.Ordinal) >= 0;

    public bool Contains(string value, StringComparison comparison) => IndexOf(value, comparison) >= 0;

    public bool StartsWith(char value) => _stringLength != 0 && _firstChar == value;

    public bool StartsWith(string value) => AsSpan().StartsWith(NotNull(value));

    public bool StartsWith(string value, StringComparison comparison) => AsSpan().StartsWith(NotNull(value), comparison);

    public bool EndsWith(char value) => _stringLength != 0 && this[_stringLength - 1] == value;

    public bool EndsWith(string value) => AsSpan().EndsWith(NotNull(value));

    public bool EndsWith(string value, StringComparison comparison) => AsSpan().EndsWith(NotNull(value), comparison);

    public int IndexOf(char value) => AsSpan().IndexOf(value);

    public int IndexOf(char value, int startIndex) => IndexOf(value, startIndex, _stringLength - startIndex);

    public int IndexOf(char value, int startIndex, int count) => From(startIndex, AsSpan(startIndex, count).IndexOf(value));

    public int IndexOf(char value, StringComparison comparison) => AsSpan().IndexOf(new ReadOnlySpan<char>(in value), comparison);

    public int IndexOf(string value) => AsSpan().IndexOf(NotNull(value));

    public int IndexOf(string value, int startIndex) => IndexOf(value, startIndex, StringComparison.Ordinal);

    public int IndexOf(string value, int startIndex, int count) => From(startIndex, AsSpan(startIndex, count).IndexOf(NotNull(value)));

    public int IndexOf(string value, StringComparison comparison) => AsSpan().IndexOf(NotNull(value), comparison);

    public int IndexOf(string value, int startIndex, StringComparison comparison) =>
        From(startIndex, AsSpan(startIndex, _stringLength - startIndex).IndexOf(NotNull(value), comparison));

    public int LastIndexOf(char value) => AsSpan().LastIndexOf(value);

    public int LastIndexOf(char value, int startIndex) => AsSpan(0, startIndex + 1).LastIndexOf(value);

    public int LastIndexOf(string value) => AsSpan().LastIndexOf(NotNull(value));

    public int LastIndexOf(string value, StringComparison comparison) =>
        IgnoresCase(comparison) ? ToUpperInvariant().LastIndexOf(value.ToUpperInvariant()) : LastIndexOf(value);

    public int IndexOfAny(char[] anyOf) => AsSpan().IndexOfAny(anyOf);

    public int IndexOfAny(char[] anyOf, int startIndex) => From(startIndex, AsSpan(startIndex, _stringLength - startIndex).IndexOfAny(anyOf));

    public int LastIndexOfAny(char[] anyOf)
    {
        int index = _stringLength - 1;
        while (index >= 0 && new ReadOnlySpan<char>(anyOf).IndexOf(this[index]) < 0)
            index--;
        return index;
    }

    private static int From(int startIndex, int index) => index < 0 ? -1 : startIndex + index;

    private static ReadOnlySpan<char> NotNull(string value) => value is null ? throw new ArgumentNullException(nameof(value)) : value.AsSpan();
}
