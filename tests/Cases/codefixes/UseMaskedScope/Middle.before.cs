// apply: document
using Hyperweave.Guest;

static class Middle
{
    private static int s_count;

    public static void Work()
    {
        Prepare();
        var first = Cpu.SaveAndDisable();
        s_count++;
        if (s_count > 10)
        {
            var inner = Cpu.SaveAndDisable();
            s_count = 0; // again
            Cpu.Restore(inner);
        }

        Cpu.Restore(first);
        Prepare();
        var second = Cpu.SaveAndDisable();
        s_count--;
        Cpu.Restore(second);
        Prepare();
    }

    private static void Prepare()
    {
    }
}
