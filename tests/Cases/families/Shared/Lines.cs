namespace Families;

/// <summary>What a kernel says, line by line, through its own family's spelling of the serial port.</summary>
internal static class Lines
{
    /// <summary>Sends one byte; the kernel sets it first.</summary>
    internal static Action<byte> Send { get; set; } = _ => { };

    internal static void Is(string what, bool yes)
    {
        Write(what);
        Write(yes ? ": yes\n" : ": no\n");
    }

    private static void Write(string text)
    {
        foreach (var letter in text)
            Send((byte)letter);
    }
}
