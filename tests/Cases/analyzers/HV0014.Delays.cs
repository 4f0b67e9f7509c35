// guest
using System.Runtime.InteropServices;
using Hyperweave.Guest;

static class Kernel
{
    const ushort Post = 0x80;

    [DllImport("*")] static extern void Out8(uint port, byte value);
    [DllImport("*")] static extern void outb(ushort port, byte value);

    static void Main()
    {
        [|{|HV0001:Port.Out8(0x80, 0)|}|];
        [|{|HV0001:Out8(Post, 0)|}|];
        [|{|HV0001:outb(0xED, 0xFF)|}|];
        for (var i = 0; i < 4; i++)
            [|{|HV0001:outb(value: 0, port: 0x80)|}|];
    }
}
