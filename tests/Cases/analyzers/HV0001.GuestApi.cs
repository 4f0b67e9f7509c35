using System;
using Hyperweave.Guest;

static unsafe class Kernel
{
    static void Main()
    {
        [|Cpu.Cli()|];
        [|Port.Out8(0x3F8, 0x41)|];
        [|Port.Out8(0x3F8, "AB"u8)|];
        var status = [|Port.In8(0x3FD)|];
        Action disable = [|Cpu.Cli|];
        delegate*<void> enable = &[|Cpu.Sti|];
        Action later = () => [|Cpu.Hlt()|];
        Local();

        static void Local() => [|Cpu.WriteCr3(0)|];
    }

    static ulong Space => [|Cpu.ReadCr3()|];
}
