namespace Hyperweave.Guest;

/// <summary>Processor exceptions that become C# exceptions, as the core library makes them in an image.</summary>
internal static unsafe class HardwareExceptions
{
    internal const int Divide = 0;
    internal const int NullReference = 1;
    internal const int GeneralProtection = 2;
    internal const int InvalidOpcode = 3;

    /// <summary>The trap was entered by a call from where the kernel stopped, so that a plain throw unwinds to there.</summary>
    internal static void Throw(InterruptFrame* frame, int kind) => throw kind switch
    {
        Divide => new DivideByZeroException(),
        NullReference => new NullReferenceException(),
        GeneralProtection => new InvalidOperationException("General protection fault (#GP)."),
        _ => new InvalidOperationException("Invalid opcode (#UD)."),
    };
}
