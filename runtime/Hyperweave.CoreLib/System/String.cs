using Internal.Runtime;
using Internal.Runtime.CompilerHelpers;
using System.Collections;
using System.Collections.Generic;
using System.Runtime;
using System.Runtime.CompilerServices;

namespace System;

/// <summary>UTF-16 text. Comparison is ordinal everywhere: an image has no culture data.</summary>
public sealed unsafe partial class String : IComparable, IComparable<string>, IEquatable<string>, IEnumerable<char>, ICloneable
{
    private readonly int _stringLength;
    private char _firstChar;

    [Intrinsic]
    public static readonly string Empty = "";

    public int Length
    {
        [Intrinsic]
        get => _stringLength;
    }

    [IndexerName("Chars")]
    public char this[int index]
    {
        [Intrinsic]
        get
        {
            if ((uint)index >= (uint)_stringLength)
                ThrowHelpers.ThrowIndexOutOfRangeException();
            return Unsafe.Add(ref _firstChar, (nint)(uint)index);
        }
    }

    // The compiler turns `new string(…)` into a call of the Ctor with the same parameters.
    [MethodImpl(MethodImplOptions.InternalCall)] public extern String(char value, int count);
    [MethodImpl(MethodImplOptions.InternalCall)] public extern String(char[] value);
    [MethodImpl(MethodImplOptions.InternalCall)] public extern String(char[] value, int startIndex, int length);
    [MethodImpl(MethodImplOptions.InternalCall)] public extern String(char* value);
    [MethodImpl(MethodImplOptions.InternalCall)] public extern String(char* value, int startIndex, int length);
    [MethodImpl(MethodImplOptions.InternalCall)] public extern String(ReadOnlySpan<char> value);

    private static string Ctor(char value, int count)
    {
        if (count < 0)
            throw new ArgumentOutOfRangeException(nameof(count));
        string result = Allocate(count);
        new Span<char>(ref result._firstChar, count).Fill(value);
        return result;
    }

    private static string Ctor(char[] value) => Ctor(new ReadOnlySpan<char>(value));

    private static string Ctor(char[] value, int startIndex, int length) => Ctor(new ReadOnlySpan<char>(value, startIndex, length));

    private static string Ctor(char* value)
    {
        int length = 0;
        while (value != null && value[length] != 0)
            length++;
        return Ctor(new ReadOnlySpan<char>(value, length));
    }

    private static string Ctor(char* value, int startIndex, int length) => Ctor(new ReadOnlySpan<char>(value + startIndex, length));

    private static string Ctor(ReadOnlySpan<char> value)
    {
        if (value.Length == 0)
            return Empty;
        string result = Allocate(value.Length);
        value.CopyTo(new Span<char>(ref result._firstChar, value.Length));
        return result;
    }

    /// <summary>A string of zeros, to be filled before anybody else sees it.</summary>
    internal static string Allocate(int length) =>
        length == 0 ? Empty : Unsafe.As<string>(RuntimeExports.NewArray(MethodTable.Of<string>(), length));

    /// <summary>The characters of a string that is still being made.</summary>
    internal Span<char> Writable => new(ref _firstChar, _stringLength);

    public ref readonly char GetPinnableReference() => ref _firstChar;

    public static implicit operator ReadOnlySpan<char>(string value) =>
        value is null ? default : new ReadOnlySpan<char>(ref value._firstChar, value._stringLength);

    public static bool IsNullOrEmpty(string value) => value is null || value._stringLength == 0;

    public static bool IsNullOrWhiteSpace(string value) => value is null || value.AsSpan().Trim().Length == 0;

    public override string ToString() => this;

    public string ToString(IFormatProvider provider) => this;

    public object Clone() => this;

    public static string Copy(string value) => Ctor(value.AsSpan());

    public static string Intern(string value) => value;

    public char[] ToCharArray() => AsSpan().ToArray();

    public char[] ToCharArray(int startIndex, int length) => AsSpan(startIndex, length).ToArray();

    public void CopyTo(int sourceIndex, char[] destination, int destinationIndex, int count) =>
        AsSpan(sourceIndex, count).CopyTo(new Span<char>(destination, destinationIndex, count));

    public void CopyTo(Span<char> destination) => AsSpan().CopyTo(destination);

    public bool TryCopyTo(Span<char> destination) => AsSpan().TryCopyTo(destination);

    private ReadOnlySpan<char> AsSpan() => new(ref _firstChar, _stringLength);

    private ReadOnlySpan<char> AsSpan(int start, int length) => AsSpan().Slice(start, length);

    public CharEnumerator GetEnumerator() => new(this);

    IEnumerator<char> IEnumerable<char>.GetEnumerator() => new CharEnumerator(this);

    IEnumerator IEnumerable.GetEnumerator() => new CharEnumerator(this);
}
