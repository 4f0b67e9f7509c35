using System.Runtime.InteropServices;

// operations: my_disable;cli // the one in boot.asm
// operations: M:Io.Write(System.Int32,System.Int32);out8
// operations: strlen;innocuous
// log: cli out:80:ff
public static unsafe class Kernel
{
    [DllImport("boot", EntryPoint = "my_disable")] private static extern void Disable();
    [DllImport("boot")] private static extern ulong strlen(byte* text);

    public static void Main()
    {
        Disable(); // -> cli
        Io.Write(0x80, 0xFFF); // -> out8
        if (Io.Calls != 0)
            strlen(null);
    }
}

public static class Io
{
    public static int Calls;

    public static void Write(int port, int value) => Calls++;
}
