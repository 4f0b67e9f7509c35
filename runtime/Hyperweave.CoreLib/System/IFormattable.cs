namespace System;

public interface IFormattable
{
    string ToString(string format, IFormatProvider provider);
}

public interface ISpanFormattable : IFormattable
{
    /// <summary>Writes into the destination; false, with nothing written, where it does not fit.</summary>
    bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider provider);
}

/// <summary>Accepted everywhere and never asked: formatting is always invariant.</summary>
public interface IFormatProvider
{
    object GetFormat(Type formatType);
}

public interface ICustomFormatter
{
    string Format(string format, object argument, IFormatProvider provider);
}
