namespace System;

/// <summary>An unsigned integer of any size that its buffer holds, for the exact conversion of floating-point numbers.</summary>
internal ref struct BigNumber
{
    /// <summary>Words that hold 10³²⁵·2⁶⁴ and 2¹⁰⁷⁴ times 10²⁰, with room to spare.</summary>
    internal const int Words = 72;

    private readonly Span<uint> _words;
    private int _length;

    internal BigNumber(Span<uint> buffer, ulong value)
    {
        _words = buffer;
        _words[0] = (uint)value;
        _words[1] = (uint)(value >> 32);
        _length = 2;
        Trim();
    }

    internal readonly int BitLength => _length == 0 ? 0 : 32 * _length - Numerics.BitOperations.LeadingZeroCount(_words[_length - 1]);

    internal readonly bool IsZero => _length == 0;

    internal void CopyFrom(scoped BigNumber other)
    {
        other._words.Slice(0, other._length).CopyTo(_words);
        _length = other._length;
    }

    internal void Multiply(uint factor)
    {
        ulong carry = 0;
        for (int i = 0; i < _length; i++)
        {
            carry += (ulong)_words[i] * factor;
            _words[i] = (uint)carry;
            carry >>= 32;
        }
        if (carry != 0)
            _words[_length++] = (uint)carry;
    }

    internal void MultiplyByPowerOf10(int exponent)
    {
        const uint LargestStep = 1_000_000_000;
        for (; exponent >= 9; exponent -= 9)
            Multiply(LargestStep);
        for (; exponent > 0; exponent--)
            Multiply(10);
    }

    internal void Add(uint value)
    {
        for (int i = 0; value != 0; i++)
        {
            if (i == _length)
                _words[_length++] = 0;
            ulong sum = (ulong)_words[i] + value;
            _words[i] = (uint)sum;
            value = (uint)(sum >> 32);
        }
    }

    internal void ShiftLeft(int bits)
    {
        int words = bits >> 5, rest = bits & 31;
        for (int i = _length - 1; i >= 0; i--)
            _words[i + words] = _words[i];
        _words.Slice(0, words).Clear();
        _length += _length == 0 ? 0 : words;
        if (rest != 0)
            Multiply(1u << rest);
    }

    /// <summary>Negative, zero or positive as left + addend is less than, equal to or greater than right.</summary>
    internal static int CompareSum(scoped BigNumber left, scoped BigNumber addend, scoped BigNumber right)
    {
        BigNumber sum = new(stackalloc uint[Words], 0);
        sum.CopyFrom(left);
        sum.Add(addend);
        return Compare(sum, right);
    }

    private void Add(scoped BigNumber other)
    {
        ulong carry = 0;
        int length = Math.Max(_length, other._length);
        for (int i = 0; i < length || carry != 0; i++)
        {
            if (i >= _length)
                _words[_length++] = 0;
            carry += (ulong)_words[i] + (i < other._length ? other._words[i] : 0);
            _words[i] = (uint)carry;
            carry >>= 32;
        }
    }

    internal static int Compare(scoped BigNumber left, scoped BigNumber right)
    {
        if (left._length != right._length)
            return left._length - right._length;
        for (int i = left._length - 1; i >= 0; i--)
            if (left._words[i] != right._words[i])
                return left._words[i] < right._words[i] ? -1 : 1;
        return 0;
    }

    /// <summary>Subtracts a number that is not larger.</summary>
    internal void Subtract(scoped BigNumber other)
    {
        long borrow = 0;
        for (int i = 0; i < _length; i++)
        {
            borrow += (long)_words[i] - (i < other._length ? other._words[i] : 0);
            _words[i] = (uint)borrow;
            borrow >>= 32;
        }
        Trim();
    }

    /// <summary>The quotient, which must be a digit; the remainder stays.</summary>
    internal int DivideToDigit(scoped BigNumber divisor)
    {
        int digit = 0;
        for (; Compare(this, divisor) >= 0; digit++)
            Subtract(divisor);
        return digit;
    }

    private void Trim()
    {
        while (_length > 0 && _words[_length - 1] == 0)
            _length--;
    }
}
