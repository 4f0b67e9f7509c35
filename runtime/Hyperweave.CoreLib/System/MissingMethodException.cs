namespace System;

public class MissingMethodException : MissingMemberException
{
    public MissingMethodException() { }

    public MissingMethodException(string message) : base(message) { }

    public MissingMethodException(string message, Exception innerException) : base(message, innerException) { }

    private protected override string DefaultMessage => "Attempted to access a missing method.";
}
