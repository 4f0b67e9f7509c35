namespace System.Globalization;

/// <summary>The invariant culture, the only one.</summary>
public class CultureInfo : IFormatProvider
{
    private CultureInfo() { }

    public static CultureInfo InvariantCulture { get; } = new();

    public static CultureInfo CurrentCulture => InvariantCulture;

    public static CultureInfo CurrentUICulture => InvariantCulture;

    public object GetFormat(Type formatType) => null;
}
