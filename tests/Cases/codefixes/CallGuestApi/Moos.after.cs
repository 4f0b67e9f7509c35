// apply: document
using System.Runtime.InteropServices;
using Hyperweave.Guest;

static class Native
{
    [DllImport("*")] public static extern void Out8(uint port, byte value);
    [DllImport("*")] public static extern byte In8(uint port);
    [DllImport("*")] public static extern void Cli();
    [DllImport("*")] public static extern ulong Rdmsr(ulong index);
    [DllImport("*")] public static extern void WriteCR3(ulong value);
}

static class Serial
{
    private const uint Base = 0x3F8;

    public static void Write(byte value)
    {
        Cpu.Cli(); // nobody comes between
        while ((Port.In8((ushort)(Base + 5)) & 0x20) == 0)
        {
        }

        Port.Out8((ushort)Base, value);
        uint port = Base + 1;
        Port.Out8((ushort)(port + 1), value);
    }

    public static ulong Syscall() => Cpu.Rdmsr(0xC0000082);

    public static void Switch(ulong space) => Cpu.WriteCr3(space);
}
