namespace System;

public class MemberAccessException : SystemException
{
    public MemberAccessException() { }

    public MemberAccessException(string message) : base(message) { }

    public MemberAccessException(string message, Exception innerException) : base(message, innerException) { }

    private protected override string DefaultMessage => "Cannot access member.";
}
