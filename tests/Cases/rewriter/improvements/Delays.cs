using System.Runtime.InteropServices;
using Hyperweave.Guest;

// only: drop-delays
// observed: out:20:11 out:21:20 out:81:1 out:80:5
// exits: 6 -> 4
public static class Kernel
{
    private const ushort Wait = 0x80;
    private static ushort port = 0x80;

    public static void Main()
    {
        Port.Out8(0x20, 0x11);
        Port.Out8(Wait, 0); // => drop-delays
        Port.Out8(0xED, 0); // => drop-delays
        Port.Out8(0x21, 0x20);
        Port.Out8(0x81, 1);
        // Not a constant: nobody can say that it is a delay.
        Port.Out8(port, 5);
    }
}
