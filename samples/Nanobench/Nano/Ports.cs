using Hyperweave.Guest;

namespace Nanobench.Nano;

/// <summary>Single accesses to ports whose devices do next to nothing.</summary>
internal static class Ports
{
    private const ushort InterruptMask = 0x21;
    private const ushort PostCode = 0x80;

    // All lines masked but the cascade, as Interrupts.Initialize leaves it.
    private const byte MaskAfterInitialize = 0xFB;

    public static ulong Read(int operations)
    {
        ulong correct = 0;
        for (var operation = 0; operation < operations; operation++)
        {
            if (Port.In8(InterruptMask) == MaskAfterInitialize)
                correct++;
        }
        return correct;
    }

    public static ulong Write(int operations)
    {
        var written = 0;
        for (; written < operations; written++)
            Port.Out8(PostCode, (byte)written);
        return (ulong)written;
    }
}
