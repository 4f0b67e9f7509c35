// apply: document
using Hyperweave.Guest;

static class Queue
{
    private static int s_count;

    public static void Put()
    {
        // Nobody may come between.
        using var state = Interrupts.Masked(); // from here
        s_count++;
    }

    public static int Take()
    {
        int left;
        using var state = Interrupts.Masked();
        if (s_count == 0)
        {
            return -1;
        }

        left = --s_count;
        // to here

        return left;
    }

    // The way out in the middle forgets the flag.
    public static void Drop(bool really)
    {
        using var state = Interrupts.Masked();
        if (!really)
            return;
        s_count = 0;
    }
}
