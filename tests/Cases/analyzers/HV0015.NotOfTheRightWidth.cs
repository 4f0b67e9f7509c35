// guest
// only this rule
using Hyperweave.Guest;

static class Kernel
{
    static void Main(ushort port, uint register, ushort[] sector)
    {
        Port.Out8(0x20, 0x20);
        Port.Out16(0x1F0, sector);
        Port.Out32(0xCF8, 0x80000000);
        _ = Port.In8(0xCFC);
        _ = Port.In16(0xCFE);
        Port.Out8(0xCF9, 6);
        Port.Out16(0x3D4, 0x0F0E);
        Port.Out32(0xF4, 0);
        Port.Out32(0x9000, 0);
        Port.Out16(port, 0);
        _ = Cpu.Rdmsr(0xC0000080);
        Cpu.Wrmsr(0xC0000082, 0xFFFF_8000_0000_1000);
        _ = Cpu.Rdmsr(register);
    }
}

[NativeForm]
static class Bare
{
    public static void Reset() => Port.Out16(0x20, 0);
}
