using System.Runtime.InteropServices;

static unsafe class Kernel
{
    [DllImport("*", EntryPoint = "_native_cpu_restore_irq")] static extern void Restore(ulong flags);
    [DllImport("*")] static extern void* CPUID(int index);

    static void Main()
    {
        [|Restore(0)|];
        _ = [|CPUID(0)|];
        var port = new Cosmos.Core.IOPort();
        [|port.Byte|] = [|port.Byte|];
        [|port.Byte|] = 1;
    }
}

namespace Cosmos.Core
{
    class IOPort
    {
        public byte Byte { get; set; }
    }
}
