namespace System;

public class InvalidProgramException : SystemException
{
    public InvalidProgramException() { }

    public InvalidProgramException(string message) : base(message) { }

    public InvalidProgramException(string message, Exception innerException) : base(message, innerException) { }

    private protected override string DefaultMessage => "Common Language Runtime detected an invalid program.";
}
