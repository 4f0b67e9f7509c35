namespace System;

internal ref partial struct NumberBuilder
{
    /// <summary>Plain notation with so many decimals; commas after each three digits where grouped.</summary>
    internal void AppendFixed(scoped DecimalDigits digits, int decimals, bool isGrouped)
    {
        int whole = digits.Exponent;
        if (whole <= 0 || digits.Count == 0)
            Append('0');
        for (int i = 0; i < whole && digits.Count != 0; i++)
        {
            if (isGrouped && i != 0 && (whole - i) % 3 == 0)
                Append(',');
            Append(digits[i]);
        }
        if (decimals > 0)
            Append('.');
        for (int i = 0; i < decimals; i++)
            Append(digits.Count == 0 || whole + i < 0 ? '0' : digits[whole + i]);
    }

    /// <summary>One digit, the decimals, and the exponent with its sign.</summary>
    internal void AppendScientific(scoped DecimalDigits digits, int decimals, char letter, int minimumExponentDigits)
    {
        Append(digits[0]);
        if (decimals > 0)
            Append('.');
        for (int i = 1; i <= decimals; i++)
            Append(digits[i]);
        int exponent = digits.Count == 0 ? 0 : digits.Exponent - 1;
        Append(letter);
        Append(exponent < 0 ? '-' : '+');
        AppendDecimal((ulong)Math.Abs(exponent), isNegative: false, minimumExponentDigits);
    }
}
