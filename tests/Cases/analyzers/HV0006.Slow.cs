// guest
using System.Runtime.Intrinsics.X86;
using Hyperweave.Guest;

static class Kernel
{
    static void Main()
    {
        [|Cpu.Pause()|];
        [|X86Base.Pause()|];
        [|Cosmos.Core.IOPort.Wait()|];
    }
}

namespace Cosmos.Core
{
    static class IOPort
    {
        public static void Wait() { }
    }
}
