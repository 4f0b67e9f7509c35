// apply: document
using Hyperweave.Guest;

static class Middle
{
    private static int s_count;

    public static void Work()
    {
        Prepare();
        using (Interrupts.Masked())
        {
            s_count++;
            if (s_count > 10)
            {
                using var inner = Interrupts.Masked();
                s_count = 0; // again
            }
        }
        Prepare();
        using (Interrupts.Masked())
        {
            s_count--;
        }
        Prepare();
    }

    private static void Prepare()
    {
    }
}
