namespace System;

internal static partial class Number
{
    internal static string FormatDouble(double value, string format, bool isSingle) => throw new NotImplementedException();

    internal static bool TryFormatDouble(double value, Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, bool isSingle) => throw new NotImplementedException();

    internal static bool TryParseDouble(ReadOnlySpan<char> text, bool isSingle, out double value) => throw new NotImplementedException();
}
