// file Kernel.Operations.txt: // the ones in boot.asm
// file Kernel.Operations.txt: my_disable;cli
// file Kernel.Operations.txt: M:Io.Write(System.Int32,System.Byte);out8
// file Kernel.Operations.txt: strlen;innocuous
// guest
using System.Runtime.InteropServices;

static unsafe class Kernel
{
    [DllImport("boot", EntryPoint = "my_disable")] static extern void Disable();
    [DllImport("boot")] static extern ulong strlen(byte* text);

    static void Main()
    {
        [|Disable()|];
        [|Io.Write(0x3F8, 0)|];
        strlen(null);
    }
}

static class Io
{
    public static void Write(int port, byte value) { }
}
