namespace Hyperweave.Guest;

/// <summary>The last words on a trap that nobody handles. The report itself allocates nothing; the stack behind it does, for names.</summary>
internal static unsafe class TrapReport
{
    private const ulong PageFault = 14;

    internal static void Write(InterruptFrame* frame)
    {
        Text("\nUnhandled trap ", frame->Vector);
        Text(", error code ", frame->ErrorCode);
        Text(", RIP ", frame->Rip);
        Text(", RSP ", frame->Rsp);
        if (frame->Vector == PageFault)
            Text(", address ", Cpu.ReadCr2());
        Serial.Write(frame->FromUserMode ? ", in user mode\n" : ", in the kernel\n");
        PanicTrace.Write(frame);
    }

    private static void Text(string label, ulong value)
    {
        Serial.Write(label);
        Span<byte> digits = stackalloc byte[16];
        var length = Hexadecimal(value, digits);
        Serial.Write("0x");
        Platform.ConsoleWrite(digits.Slice(digits.Length - length));
    }

    /// <summary>Writes the digits to the end of the 16 bytes and returns how many there are, at least one.</summary>
    internal static int Hexadecimal(ulong value, Span<byte> digits)
    {
        var length = 0;
        do
        {
            var digit = (byte)(value & 0xF);
            digits[digits.Length - ++length] = (byte)(digit < 10 ? '0' + digit : 'A' + digit - 10);
            value >>= 4;
        }
        while (value != 0);
        return length;
    }
}
