namespace System;

public class ArgumentException : SystemException
{
    private readonly string _parameter;

    public ArgumentException() { }

    public ArgumentException(string message) : base(message) { }

    public ArgumentException(string message, Exception innerException) : base(message, innerException) { }

    public ArgumentException(string message, string paramName) : base(message) => _parameter = paramName;

    public ArgumentException(string message, string paramName, Exception innerException) : base(message, innerException) => _parameter = paramName;

    public virtual string ParamName => _parameter;

    public override string Message => string.IsNullOrEmpty(_parameter) ? base.Message : base.Message + " (Parameter '" + _parameter + "')";

    private protected override string DefaultMessage => "Value does not fall within the expected range.";

    public static void ThrowIfNullOrEmpty(string argument, string paramName = null)
    {
        ArgumentNullException.ThrowIfNull(argument, paramName);
        if (argument.Length == 0)
            throw new ArgumentException("The value cannot be an empty string.", paramName);
    }
}
