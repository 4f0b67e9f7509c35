// apply: document
using Hyperweave.Guest;

static class TryFinally
{
    public static int Read()
    {
        using (Interrupts.Masked())
        {
            // The index stays in the controller between the two.
            Port.Out8(0x70, 0x0A);
            return Port.In8(0x71);
        }
    }
}
