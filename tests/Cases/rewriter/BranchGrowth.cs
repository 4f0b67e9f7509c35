using Hyperweave.Guest;

// model
public static class Kernel
{
    public static void Main()
    {
        for (var round = 0; round < 3; round++)
        {
            Forward(round);
            Leave(round);
        }

        Long(1);
    }

    // Each section grows in place, and what was within 127 bytes no longer is.
    private static void Forward(int round)
    {
        while (round < 5)
        {
            if (round == 1)
            {
                // repeat 8: Cpu.Cli(); Cpu.Pause(); Cpu.Sti(); // -> cli pause sti
            }

            if (round == 2)
                break;
            Port.Out8(0x84, (byte)round); // -> out8
            round += 2;
        }

        Port.Out8(0x85, (byte)round); // -> out8
    }

    private static void Leave(int round)
    {
        try
        {
            if (round == 1)
                return;
            // repeat 6: Cpu.Cli(); Cpu.Pause(); Cpu.Sti(); // -> cli pause sti
        }
        catch (System.Exception)
        {
            Port.Out8(0x86, 1); // -> out8
        }
        finally
        {
            Port.Out8(0x86, (byte)round); // -> out8
        }
    }

    // More than 32 KiB of IL between a branch and its target, both ways.
    private static void Long(int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            if (round == 7)
                continue;
            // repeat 1100: Cpu.Cli(); Port.Out8(0x87, (byte)round); Cpu.Sti(); // -> cli out8 sti
            Port.Out8(0x88, (byte)round); // -> out8
        }
    }
}
