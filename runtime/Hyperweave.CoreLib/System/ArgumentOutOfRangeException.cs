namespace System;

public class ArgumentOutOfRangeException : ArgumentException
{
    private readonly object _actualValue;

    public ArgumentOutOfRangeException() { }

    public ArgumentOutOfRangeException(string paramName) : base(null, paramName) { }

    public ArgumentOutOfRangeException(string paramName, string message) : base(message, paramName) { }

    public ArgumentOutOfRangeException(string message, Exception innerException) : base(message, innerException) { }

    public ArgumentOutOfRangeException(string paramName, object actualValue, string message) : base(message, paramName) => _actualValue = actualValue;

    public virtual object ActualValue => _actualValue;

    public override string Message => _actualValue is null ? base.Message : base.Message + "\nActual value was " + _actualValue + ".";

    private protected override string DefaultMessage => "Specified argument was out of the range of valid values.";

    public static void ThrowIfLessThan<T>(T value, T other, string paramName = null) where T : IComparable<T>
    {
        if (value.CompareTo(other) < 0)
            throw new ArgumentOutOfRangeException(paramName, value, paramName + " ('" + value + "') must be greater than or equal to '" + other + "'.");
    }

    public static void ThrowIfGreaterThan<T>(T value, T other, string paramName = null) where T : IComparable<T>
    {
        if (value.CompareTo(other) > 0)
            throw new ArgumentOutOfRangeException(paramName, value, paramName + " ('" + value + "') must be less than or equal to '" + other + "'.");
    }
}
