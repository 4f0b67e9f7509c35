namespace System;

/// <summary>Text of a number in the making: on the stack, and on the heap where that is too small.</summary>
internal ref partial struct NumberBuilder
{
    internal const int StackSize = 128;

    private Span<char> _buffer;
    private int _length;

    internal NumberBuilder(Span<char> buffer) => _buffer = buffer;

    internal readonly ReadOnlySpan<char> Text => _buffer.Slice(0, _length);

    public override readonly string ToString() => new(Text);

    internal readonly bool TryCopyTo(Span<char> destination, out int charsWritten)
    {
        bool fits = Text.TryCopyTo(destination);
        charsWritten = fits ? _length : 0;
        return fits;
    }

    internal void Append(char value) => Take(1)[0] = value;

    internal void Append(ReadOnlySpan<char> text) => text.CopyTo(Take(text.Length));

    internal void Append(char value, int count) => Take(count).Fill(value);

    /// <summary>Hexadecimal or binary digits, at least so many.</summary>
    internal void AppendPowerOfTwo(ulong value, int shift, int minimum, bool isUpper)
    {
        int digits = (Numerics.BitOperations.Log2(value | 1) + shift) / shift;
        Span<char> place = Take(digits > minimum ? digits : minimum);
        for (int i = place.Length - 1; i >= 0; i--, value >>= shift)
        {
            uint digit = (uint)value & (1u << shift) - 1;
            place[i] = (char)(digit < 10 ? '0' + digit : (isUpper ? 'A' : 'a') + digit - 10);
        }
    }

    internal void AppendDecimal(ulong value, bool isNegative, int minimum)
    {
        if (isNegative)
            Append('-');
        Span<char> place = Take(DecimalDigits(value) is int digits && digits > minimum ? digits : minimum);
        for (int i = place.Length - 1; i >= 0; i--, value /= 10)
            place[i] = (char)('0' + value % 10);
    }

    internal void AppendFixed(ulong value, bool isNegative, int decimals)
    {
        AppendDecimal(value, isNegative, 0);
        AppendDecimals(decimals);
    }

    /// <summary>With a comma after each three digits.</summary>
    internal void AppendGrouped(ulong value, bool isNegative, int decimals)
    {
        if (isNegative)
            Append('-');
        int digits = DecimalDigits(value);
        Span<char> place = Take(digits + (digits - 1) / 3);
        for (int i = place.Length - 1, written = 0; i >= 0; i--, value /= 10, written++)
        {
            if (written != 0 && written % 3 == 0)
                place[i--] = ',';
            place[i] = (char)('0' + value % 10);
        }
        AppendDecimals(decimals);
    }

    private void AppendDecimals(int decimals)
    {
        if (decimals <= 0)
            return;
        Append('.');
        Append('0', decimals);
    }

    private static int DecimalDigits(ulong value)
    {
        int digits = 1;
        for (; value >= 10; value /= 10)
            digits++;
        return digits;
    }

    private Span<char> Take(int count)
    {
        int start = _length;
        if (count > _buffer.Length - start)
        {
            Span<char> larger = new char[2 * _buffer.Length + count];
            Text.CopyTo(larger);
            _buffer = larger;
        }
        _length += count;
        return _buffer.Slice(start, count);
    }
}
