// apply: document
using Hyperweave.Guest;

static class TryFinally
{
    public static int Read()
    {
        var state = Cpu.SaveAndDisable();
        try
        {
            // The index stays in the controller between the two.
            Port.Out8(0x70, 0x0A);
            return Port.In8(0x71);
        }
        finally
        {
            Cpu.Restore(state);
        }
    }
}
