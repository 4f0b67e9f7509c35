namespace System;

public class Exception
{
    private readonly string _message;
    private readonly Exception _inner;

    public Exception() { }

    public Exception(string message) => _message = message;

    public Exception(string message, Exception innerException)
    {
        _message = message;
        _inner = innerException;
    }

    public virtual string Message => _message ?? DefaultMessage ?? "Exception of type '" + GetType() + "' was thrown.";

    /// <summary>What an exception type says when it was thrown without a message.</summary>
    private protected virtual string DefaultMessage => null;

    public Exception InnerException => _inner;

    public int HResult { get; set; }

    public virtual string Source { get; set; }

    /// <summary>Null: an image keeps no trace of a caught exception; an unhandled one prints its trace.</summary>
    public virtual string StackTrace => null;

    public virtual Exception GetBaseException()
    {
        Exception exception = this;
        while (exception._inner != null)
            exception = exception._inner;
        return exception;
    }

    public override string ToString() => GetType() + ": " + Message;
}
