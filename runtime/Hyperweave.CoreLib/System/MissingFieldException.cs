namespace System;

public class MissingFieldException : MissingMemberException
{
    public MissingFieldException() { }

    public MissingFieldException(string message) : base(message) { }

    public MissingFieldException(string message, Exception innerException) : base(message, innerException) { }

    private protected override string DefaultMessage => "Attempted to access a missing field.";
}
