// guest
// only this rule
using System.Runtime.InteropServices;
using Hyperweave.Guest;

static unsafe class Kernel
{
    const ushort Com1 = 0x3F8;

    [DllImport("*")] static extern void Out32(uint port, uint value);
    [DllImport("*", EntryPoint = "inw")] static extern ushort ReadWord(ushort port);

    static void Main(ushort[] words)
    {
        [|Port.Out16(0x20, 0x2020)|];
        [|Out32(0x43, 0x36)|];
        var status = [|ReadWord(Com1 + 5)|];
        [|Port.Out8(0xCF8, 0)|];
        [|Port.Out16(0xCF8, 0)|];
        _ = [|Port.In8(0x1F0)|];
        _ = [|Port.In32(0x64)|];
        [|Port.Out16(0x3F8, words)|];
        [|Port.Out8(0x1CE, 4)|];
        var command = 0xA0;
        [|Port.Out32((ushort)command, 0x11)|];
    }
}
