namespace Hyperweave.Guest;

/// <summary>The stack in words, on the console, as .NET has it.</summary>
internal static unsafe class PanicTrace
{
    internal static void Write() => Serial.WriteLine(Environment.StackTrace);

    /// <summary>The trap was raised by a call, so that the interrupted frames are the caller's own.</summary>
    internal static void Write(InterruptFrame* frame) => Write();
}
