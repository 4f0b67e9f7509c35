namespace Hyperweave.Guest;

/// <summary>COM1, a 16550: its transmitter, polled (National Semiconductor PC16550D, section 8).</summary>
[NativeForm]
internal static unsafe class Uart
{
    private const uint Data = 0x3F8;
    private const uint InterruptEnable = Data + 1;
    private const uint FifoControl = Data + 2;
    private const uint LineControl = Data + 3;
    private const uint ModemControl = Data + 4;
    private const uint LineStatus = Data + 5;
    private const uint TransmitterEmpty = 0x20;
    private const int FifoBytes = 16;

    private static bool s_ready;

    internal static void Write(ReadOnlySpan<byte> bytes)
    {
        if (!s_ready)
            Initialize();
        fixed (byte* start = bytes)
        {
            for (var done = 0; done < bytes.Length; done += FifoBytes)
                WriteFifo(start + done, Math.Min(FifoBytes, bytes.Length - done));
        }
    }

    private static void WriteFifo(byte* start, int count)
    {
        while ((Native.In8(LineStatus) & TransmitterEmpty) == 0)
            Native.Pause();
        Native.Outs8(0, start, Data, (nuint)count);
    }

    private static void Initialize()
    {
        s_ready = true;
        Native.Out8(InterruptEnable, 0);
        Native.Out8(LineControl, 0x80);   // divisor latch
        Native.Out8(Data, 1);             // 115,200 baud
        Native.Out8(InterruptEnable, 0);
        Native.Out8(LineControl, 0x03);   // 8 data bits, no parity, 1 stop bit
        Native.Out8(FifoControl, 0x07);   // FIFOs on and empty
        Native.Out8(ModemControl, 0x03);  // DTR, RTS
    }
}
