using System.Runtime.InteropServices;
using Hyperweave.Guest;

// log: sti
[NativeForm]
public static class Native
{
    [DllImport("*")] public static extern void my_own();

    public static void Both()
    {
        Cpu.Cli();
        my_own();
    }
}

public static class Kernel
{
    public static void Main()
    {
        Cpu.Sti(); // -> sti
        if (System.Environment.CurrentManagedThreadId < 0)
        {
            Native.Both();
            Native.my_own();
        }
    }
}
