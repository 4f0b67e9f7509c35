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
        Port.Out8(value: value, port: (ushort)port);
        Port.Out8((ushort)port, value: 1 /* on */);
    }

    public static void Converted(ulong* tables, nint address, int value)
    {
        Port.Out32((ushort)Ports.Command, (uint)value);
        Port.Out32((ushort)Ports.Command, unchecked((uint)-1));
        Cpu.WriteCr3((ulong)tables);
        Cpu.Invlpg((ulong)address);
        Port.Out8(unchecked((ushort)0x1_0064), 2);
    }
}
