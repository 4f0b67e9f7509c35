namespace System;

public class MissingMemberException : MemberAccessException
{
    public MissingMemberException() { }

    public MissingMemberException(string message) : base(message) { }

    public MissingMemberException(string message, Exception innerException) : base(message, innerException) { }

    private protected override string DefaultMessage => "Attempted to access a missing member.";
}
