namespace System;

public class RankException : SystemException
{
    public RankException() { }

    public RankException(string message) : base(message) { }

    public RankException(string message, Exception innerException) : base(message, innerException) { }

    private protected override string DefaultMessage => "Attempted to operate on an array with the incorrect number of dimensions.";
}
