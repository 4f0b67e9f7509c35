using System.Runtime.InteropServices;

static unsafe class Kernel
{
    [DllImport("*")] static extern void cpu_monitor(void* address);
    [DllImport("Mosa.Compiler.x86.Intrinsic::GetCS")] static extern uint GetCS();

    static void Main()
    {
        [|cpu_monitor(null)|];
        _ = [|GetCS()|];
    }
}
