using System.Runtime;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

static unsafe partial class Kernel
{
    [DllImport("*")] static extern void Out8(uint port, byte value);
    [DllImport("*")] static extern void cli();
    [DllImport("*", EntryPoint = "_native_cpu_halt")] static extern void Halt();
    [DllImport("Mosa.Compiler.x86.Intrinsic::Sti")] static extern void Sti();
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "outl")] static extern void Output(ushort port, uint value);

    static void Main()
    {
        [|Out8(0x80, 0)|];
        [|cli()|];
        [|Halt()|];
        [|Sti()|];
        [|Output(0, 0)|];
        [|Cosmos.Core.IOPort.Write8(0x80, 0)|];
    }
}

namespace System.Runtime
{
    sealed class RuntimeImportAttribute(string module, string entryPoint) : Attribute
    {
        public string Name => module + entryPoint;
    }
}

namespace Cosmos.Core
{
    static class IOPort
    {
        public static void Write8(int aPort, byte aData) { }
    }
}
