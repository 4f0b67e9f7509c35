using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

public static unsafe class Kernel
{
    [DllImport("*")] private static extern void frobnicate();
    [DllImport("libc")] private static extern int getpid();
    [DllImport("*")] private static extern void cpu_monitor(void* address);
    [DllImport("*", EntryPoint = "_native_cpu_restore_irq")] private static extern void Restore(ulong flags);
    [DllImport("*")] private static extern void cli(int surplus);
    [MethodImpl(MethodImplOptions.InternalCall)] private static extern void Internal();

    public static void Main()
    {
        frobnicate(); // ! HV0004
        getpid(); // ! HV0004
        cpu_monitor(null); // ! HV0003
        Restore(0); // ! HV0101
        cli(1); // ! HV0101
        Internal(); // ! HV0004
    }
}
