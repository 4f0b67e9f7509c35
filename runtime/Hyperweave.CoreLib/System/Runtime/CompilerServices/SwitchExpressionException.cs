namespace System.Runtime.CompilerServices;

public class SwitchExpressionException : InvalidOperationException
{
    public SwitchExpressionException() { }

    public SwitchExpressionException(string message) : base(message) { }

    public SwitchExpressionException(string message, Exception innerException) : base(message, innerException) { }

    private protected override string DefaultMessage => "Non-exhaustive switch expression failed to match its input.";
}
