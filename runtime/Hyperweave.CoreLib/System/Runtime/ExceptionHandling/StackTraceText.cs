namespace System.Runtime.ExceptionHandling;

/// <summary>
/// Where a kernel was when it could not go on: a line "   at Method [0xADDRESS]" for each frame, innermost first. Of a caller
/// the address is one before where it goes on, and so inside its call; from the address tools find file and line.
/// </summary>
internal static unsafe class StackTraceText
{
    private const int MaximumFrames = 64;

    private static bool s_writing;

    /// <summary>Writes the frames from there outward. Nothing while it is being written already: a walk that faults is not begun again.</summary>
    internal static void Write(in RegisterContext start)
    {
        if (s_writing)
            return;
        s_writing = true;
        StackWalker walker = new(start);
        for (int i = 0; i < MaximumFrames && walker.Enter(); i++)
        {
            WriteFrame(walker.Context.Rip - 1);
            walker.Leave();
        }
        s_writing = false;
    }

    /// <summary>Called by the native helper of the guest's panic, with its caller's registers.</summary>
    [RuntimeExport("hw_write_stack_from")]
    private static void WriteFrom(RegisterContext* start) => Write(*start);

    /// <summary>Called by the guest's trap dispatch: the frames of what was interrupted.</summary>
    [RuntimeExport("hw_write_stack_at_frame")]
    private static void WriteAt(TrapFrame* frame) => Write(frame->ToContextOfCaller());

    private static void WriteFrame(ulong address)
    {
        Console.WritePanic("   at ");
        Console.WritePanic(SymbolTable.NameAt(address) ?? "?");
        Console.WritePanic(" [0x");
        Console.WritePanic(address.ToString("X"));
        Console.WritePanic("]\n");
    }
}
