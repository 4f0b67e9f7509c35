// apply: document
using System.Runtime.InteropServices;
using Hyperweave.Guest;

enum Ports : uint
{
    Command = 0x64,
}

static unsafe class Native
{
    [DllImport("*")] public static extern void Out8(uint port, byte value);
    [DllImport("*")] public static extern void outl(Ports port, int value);
    [DllImport("*")] public static extern void WriteCR3(ulong* tables);
    [DllImport("*")] public static extern void Invlpg(nint address);
}

static unsafe class Arguments
{
    public static void Named(uint port, byte value)
    {
        Native.Out8(value: value, port: port);
        Native.Out8(port, value: 1 /* on */);
    }

    public static void Converted(ulong* tables, nint address, int value)
    {
        Native.outl(Ports.Command, value);
        Native.outl(Ports.Command, -1);
        Native.WriteCR3(tables);
        Native.Invlpg(address);
        Native.Out8(0x1_0064, 2);
    }
}
