namespace System;

public class StackOverflowException : SystemException
{
    public StackOverflowException() { }

    public StackOverflowException(string message) : base(message) { }

    public StackOverflowException(string message, Exception innerException) : base(message, innerException) { }

    private protected override string DefaultMessage => "Operation caused a stack overflow.";
}
