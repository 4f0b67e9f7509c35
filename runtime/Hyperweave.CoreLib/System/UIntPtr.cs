namespace System;

/// <summary>An unsigned integer of the size of an address: 64 bits.</summary>
public readonly struct UIntPtr : IComparable, IComparable<nuint>, IEquatable<nuint>, ISpanFormattable
{
    private readonly nuint _value;

    public static readonly nuint Zero;

    public UIntPtr(uint value) => _value = value;

    public UIntPtr(ulong value) => _value = (nuint)value;

    public unsafe UIntPtr(void* value) => _value = (nuint)value;

    public static int Size => 8;

    public static nuint MaxValue => unchecked((nuint)ulong.MaxValue);

    public static nuint MinValue => 0;

    public uint ToUInt32() => checked((uint)_value);

    public ulong ToUInt64() => _value;

    public unsafe void* ToPointer() => (void*)_value;

    public int CompareTo(nuint other) => ((ulong)_value).CompareTo((ulong)other);

    public int CompareTo(object other) => other is null ? 1 : CompareTo((nuint)other);

    public bool Equals(nuint other) => _value == other;

    public override bool Equals(object other) => other is nuint value && _value == value;

    public override int GetHashCode() => ((ulong)_value).GetHashCode();

    public override string ToString() => ((ulong)_value).ToString();

    public string ToString(string format) => ((ulong)_value).ToString(format);

    public string ToString(string format, IFormatProvider provider) => ToString(format);

    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider provider) =>
        ((ulong)_value).TryFormat(destination, out charsWritten, format);

    public static explicit operator nuint(uint value) => new(value);

    public static explicit operator nuint(ulong value) => new(value);

    public static explicit operator uint(nuint value) => value.ToUInt32();

    public static explicit operator ulong(nuint value) => value._value;

    public static unsafe explicit operator nuint(void* value) => new(value);

    public static unsafe explicit operator void*(nuint value) => (void*)value._value;

    public static bool operator ==(nuint left, nuint right) => left._value == right._value;

    public static bool operator !=(nuint left, nuint right) => left._value != right._value;

    public static nuint operator +(nuint pointer, int offset) => pointer._value + (nuint)(nint)offset;

    public static nuint operator -(nuint pointer, int offset) => pointer._value - (nuint)(nint)offset;
}
