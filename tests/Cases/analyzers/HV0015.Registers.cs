// guest
// only this rule
// file Kernel.Operations.txt: M:Kernel.ReadLow(System.UInt32);rdmsr
// file Kernel.Operations.txt: M:Kernel.WriteLow(System.UInt32,System.UInt32);wrmsr
// file Kernel.Operations.txt: M:Kernel.WriteHalves(System.UInt32,System.UInt32,System.UInt32);wrmsr
using Hyperweave.Guest;

static class Kernel
{
    const uint Lstar = 0xC0000082;

    static uint ReadLow(uint register) => 0;

    static void WriteLow(uint register, uint value) { }

    static void WriteHalves(uint register, uint low, uint high) { }

    static void Main()
    {
        [|WriteLow(Lstar, 0x1000)|];
        var low = [|ReadLow(0x1B)|];
        _ = [|Cpu.Rdmsr(0x1B0)|];
        [|Cpu.Wrmsr(0x12345678, 0)|];
        [|WriteHalves(0xC0000110, 0, 0)|];
        WriteHalves(Lstar, 0x1000, 0xFFFF8000);
        WriteLow(0xC0000080, 0x500);
    }
}
