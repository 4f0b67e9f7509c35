using System;
using Hyperweave.Guest;

// only: inline-clock
// observed: out:84:7 out:84:7 out:84:7b
// exits: 3 -> 3
public static class Kernel
{
    public static void Main()
    {
        Port.Out8(0x84, (byte)Timer.Nanoseconds()); // => inline-clock
        Func<ulong> clock = Timer.Nanoseconds; // => inline-clock
        Port.Out8(0x84, (byte)clock());
        Port.Out8(0x84, (byte)Cpu.Rdtsc()); // =| the counter itself is wanted
    }
}
