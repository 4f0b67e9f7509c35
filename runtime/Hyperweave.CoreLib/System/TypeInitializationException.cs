namespace System;

public class TypeInitializationException : SystemException
{
    public TypeInitializationException() { }

    public TypeInitializationException(string message) : base(message) { }

    public TypeInitializationException(string message, Exception innerException) : base(message, innerException) { }

    private protected override string DefaultMessage => "A type initializer threw an exception.";
}
