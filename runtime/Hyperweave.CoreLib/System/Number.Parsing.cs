using System.Globalization;

namespace System;

internal static partial class Number
{
    /// <summary>Text to an integer of that width.</summary>
    /// <param name="bits">On success the value's bits, a negative one's sign extended.</param>
    /// <param name="overflow">On failure: a number, but too large.</param>
    internal static bool TryParseInteger(ReadOnlySpan<char> text, NumberStyles style, int width, bool isSigned, out ulong bits, out bool overflow)
    {
        bits = 0;
        overflow = false;
        if ((style & NumberStyles.AllowLeadingWhite) != 0)
            text = text.TrimStart();
        if ((style & NumberStyles.AllowTrailingWhite) != 0)
            text = text.TrimEnd().TrimEnd('\0');
        if ((style & NumberStyles.AllowHexSpecifier) != 0)
            return TryParsePowerOfTwo(text, 4, width, isSigned, out bits, out overflow);
        if ((style & NumberStyles.AllowBinarySpecifier) != 0)
            return TryParsePowerOfTwo(text, 1, width, isSigned, out bits, out overflow);
        bool isNegative = false;
        if ((style & NumberStyles.AllowLeadingSign) != 0 && text.Length != 0 && text[0] is '-' or '+')
        {
            isNegative = text[0] == '-';
            text = text.Slice(1);
        }
        bool allowGroups = (style & NumberStyles.AllowThousands) != 0;
        return TryParseDigits(text, allowGroups, out ulong magnitude, ref overflow) && TryApplySign(magnitude, isNegative, width, isSigned, out bits, ref overflow);
    }

    private static bool TryParseDigits(ReadOnlySpan<char> text, bool allowGroups, out ulong magnitude, ref bool overflow)
    {
        magnitude = 0;
        bool any = false;
        foreach (char character in text)
        {
            uint digit = (uint)(character - '0');
            if (digit > 9)
            {
                if (allowGroups && any && character == ',')
                    continue;
                overflow = false;
                return false;
            }
            any = true;
            overflow |= magnitude > ulong.MaxValue / 10 || magnitude == ulong.MaxValue / 10 && digit > ulong.MaxValue % 10;
            magnitude = magnitude * 10 + digit;
        }
        return any && !overflow;
    }

    private static bool TryApplySign(ulong magnitude, bool isNegative, int width, bool isSigned, out ulong bits, ref bool overflow)
    {
        ulong largest = ulong.MaxValue >> (64 - width + (isSigned ? 1 : 0));
        ulong limit = isNegative ? isSigned ? largest + 1 : 0 : largest;
        overflow = magnitude > limit;
        bits = overflow ? 0 : isNegative ? 0 - magnitude : magnitude;
        return !overflow;
    }

    private static bool TryParsePowerOfTwo(ReadOnlySpan<char> text, int shift, int width, bool isSigned, out ulong bits, out bool overflow)
    {
        bits = 0;
        overflow = false;
        foreach (char character in text)
        {
            uint digit = HexValue(character);
            if (digit >> shift != 0)
            {
                bits = 0;
                overflow = false;
                return false;
            }
            overflow |= bits >> (width - shift) != 0;
            bits = bits << shift | digit;
        }
        if (overflow)
            bits = 0;
        else if (isSigned)
            bits = (ulong)((long)(bits << (64 - width)) >> (64 - width));
        return text.Length != 0 && !overflow;
    }

    /// <summary>0 to 15, or a large number for a character that is no digit.</summary>
    internal static uint HexValue(char character)
    {
        uint digit = (uint)(character - '0');
        if (digit <= 9)
            return digit;
        uint letter = (uint)((character | 0x20) - 'a');
        return letter <= 5 ? letter + 10 : uint.MaxValue;
    }

    private static string Described(string type) => type switch
    {
        nameof(Byte) => "an unsigned byte",
        nameof(SByte) => "a signed byte",
        _ => (type[0] == 'I' ? "an " : "a ") + type,
    };

    internal static void ThrowIfFailed(bool parsed, bool overflow, string type)
    {
        if (parsed)
            return;
        if (overflow)
            throw new OverflowException("Value was either too large or too small for " + Described(type) + ".");
        throw new FormatException("The input string was not in a correct format.");
    }
}
