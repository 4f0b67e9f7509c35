using System.Runtime.InteropServices;

// only: drop-delays
// observed: out:20:11
// exits: 3 -> 1
public static unsafe class Kernel
{
    [DllImport("*")] private static extern void Out8(uint port, byte value);
    [DllImport("*", EntryPoint = "outb")] private static extern void Outb(ushort port, byte value);

    public static void Main()
    {
        Out8(0x20, 0x11);
        Out8(0x80, Read()); // => drop-delays
        Outb(0x80, 0); // => drop-delays
    }

    private static byte Read() => 1;
}
