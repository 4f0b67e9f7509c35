namespace System;

public class EntryPointNotFoundException : TypeLoadException
{
    public EntryPointNotFoundException() { }

    public EntryPointNotFoundException(string message) : base(message) { }

    public EntryPointNotFoundException(string message, Exception innerException) : base(message, innerException) { }

    private protected override string DefaultMessage => "Entry point was not found.";
}
