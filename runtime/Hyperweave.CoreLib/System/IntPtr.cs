namespace System;

/// <summary>A signed integer of the size of an address: 64 bits.</summary>
public readonly struct IntPtr : IComparable, IComparable<nint>, IEquatable<nint>, ISpanFormattable
{
    private readonly nint _value;

    public static readonly nint Zero;

    public IntPtr(int value) => _value = value;

    public IntPtr(long value) => _value = (nint)value;

    public unsafe IntPtr(void* value) => _value = (nint)value;

    public static int Size => 8;

    public static nint MaxValue => unchecked((nint)long.MaxValue);

    public static nint MinValue => unchecked((nint)long.MinValue);

    public int ToInt32() => checked((int)_value);

    public long ToInt64() => _value;

    public unsafe void* ToPointer() => (void*)_value;

    public int CompareTo(nint other) => ((long)_value).CompareTo((long)other);

    public int CompareTo(object other) => other is null ? 1 : CompareTo((nint)other);

    public bool Equals(nint other) => _value == other;

    public override bool Equals(object other) => other is nint value && _value == value;

    public override int GetHashCode() => ((long)_value).GetHashCode();

    public override string ToString() => ((long)_value).ToString();

    public string ToString(string format) => ((long)_value).ToString(format);

    public string ToString(string format, IFormatProvider provider) => ToString(format);

    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider provider) =>
        ((long)_value).TryFormat(destination, out charsWritten, format);

    public static explicit operator nint(int value) => new(value);

    public static explicit operator nint(long value) => new(value);

    public static explicit operator int(nint value) => value.ToInt32();

    public static explicit operator long(nint value) => value._value;

    public static unsafe explicit operator nint(void* value) => new(value);

    public static unsafe explicit operator void*(nint value) => (void*)value._value;

    public static bool operator ==(nint left, nint right) => left._value == right._value;

    public static bool operator !=(nint left, nint right) => left._value != right._value;

    public static nint operator +(nint pointer, int offset) => pointer._value + offset;

    public static nint operator -(nint pointer, int offset) => pointer._value - offset;

    public static nint Add(nint pointer, int offset) => pointer._value + offset;

    public static nint Subtract(nint pointer, int offset) => pointer._value - offset;
}
