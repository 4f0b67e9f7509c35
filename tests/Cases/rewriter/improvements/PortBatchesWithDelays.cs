using Hyperweave.Guest;

// only: batch-ports drop-delays
// observed: out:20:11 out:a0:11 out:21:20 out:a1:28 out:21:4
// exits: 10 -> 2
public static class Kernel
{
    public static void Main()
    {
        Remap();
        Alone();
    }

    private static void Remap()
    {
        Port.Out8(0x20, 0x11); // => batch-ports
        Port.Out8(0x80, 0); // => drop-delays
        Port.Out8(0xA0, 0x11); // => batch-ports
        Port.Out8(0x80, 0); // => drop-delays
        Port.Out8(0x21, 0x20); // => batch-ports
        Port.Out8(0x80, 0); // => drop-delays
        Port.Out8(0xA1, 0x28); // => batch-ports
        Port.Out8(0xED, 0); // => drop-delays
    }

    private static void Alone()
    {
        Port.Out8(0x80, 0); // => drop-delays
        Port.Out8(0x21, 4); // =| no port write follows it
    }
}
