namespace System;

public readonly struct Boolean : IComparable, IComparable<bool>, IEquatable<bool>
{
    private readonly bool m_value;

    public static readonly string TrueString = "True";
    public static readonly string FalseString = "False";

    public int CompareTo(bool other) => this == other ? 0 : this ? 1 : -1;

    public int CompareTo(object other) => other is null ? 1 : CompareTo((bool)other);

    public bool Equals(bool other) => this == other;

    public override bool Equals(object other) => other is bool value && this == value;

    public override int GetHashCode() => this ? 1 : 0;

    public override string ToString() => this ? TrueString : FalseString;

    public static bool Parse(string text) =>
        TryParse(text ?? throw new ArgumentNullException(nameof(text)), out bool result) ? result : throw new FormatException("Not a Boolean.");

    public static bool TryParse(string text, out bool result)
    {
        string word = text?.Trim();
        result = string.Equals(word, TrueString, StringComparison.OrdinalIgnoreCase);
        return result || string.Equals(word, FalseString, StringComparison.OrdinalIgnoreCase);
    }
}
