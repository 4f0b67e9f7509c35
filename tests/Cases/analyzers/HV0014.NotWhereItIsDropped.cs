// guest
// file Kernel.Operations.txt: M:Kernel.Delay;port-delay
using System.Runtime.InteropServices;
using Hyperweave.Guest;

static class Kernel
{
    [DllImport("*")] static extern void io_wait();

    static void Main(ushort port)
    {
        {|HV0006:io_wait()|};
        {|HV0006:Delay()|};
        {|HV0001:Port.Out8(port, 0)|};
        {|HV0001:Port.Out8(0x3F8, 0x80)|};
        _ = {|HV0001:Port.In8(0x80)|};
    }

    static void Delay() => Bare.Delay();
}

[NativeForm]
static class Bare
{
    public static void Delay() => Port.Out8(0x80, 0);
}
