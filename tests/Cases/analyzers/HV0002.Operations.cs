// guest
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Hyperweave.Guest;

static unsafe class Kernel
{
    [DllImport("*")] static extern ulong read_flags();
    [DllImport("*")] static extern ulong rdtsc();

    static void Main()
    {
        var state = [|Cpu.SaveAndDisable()|];
        [|Cpu.Restore(state)|];
        _ = [|Cpu.Cpuid(0, 0)|];
        _ = [|read_flags()|];
        _ = [|rdtsc()|];
        _ = [|X86Base.CpuId(0, 0)|];
        _ = [|Timer.Nanoseconds()|];
    }
}
