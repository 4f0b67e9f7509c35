// apply: document
using Hyperweave.Guest;

static class Queue
{
    private static int s_count;

    public static void Put()
    {
        // Nobody may come between.
        var state = Cpu.SaveAndDisable(); // from here
        s_count++;
        Cpu.Restore(state);
    }

    public static int Take()
    {
        int left;
        InterruptState state = Cpu.SaveAndDisable();
        if (s_count == 0)
        {
            Cpu.Restore(state);
            return -1;
        }

        left = --s_count;
        Cpu.Restore(state); // to here

        return left;
    }

    // The way out in the middle forgets the flag.
    public static void Drop(bool really)
    {
        var state = Cpu.SaveAndDisable();
        if (!really)
            return;
        s_count = 0;
        Cpu.Restore(state);
    }
}
