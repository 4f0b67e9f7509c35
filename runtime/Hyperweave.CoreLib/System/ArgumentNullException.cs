namespace System;

public class ArgumentNullException : ArgumentException
{
    public ArgumentNullException() { }

    public ArgumentNullException(string paramName) : base(null, paramName) { }

    public ArgumentNullException(string paramName, string message) : base(message, paramName) { }

    public ArgumentNullException(string message, Exception innerException) : base(message, innerException) { }

    private protected override string DefaultMessage => "Value cannot be null.";

    public static void ThrowIfNull(object argument, string paramName = null)
    {
        if (argument is null)
            throw new ArgumentNullException(paramName);
    }

    public static unsafe void ThrowIfNull(void* argument, string paramName = null)
    {
        if (argument == null)
            throw new ArgumentNullException(paramName);
    }
}
