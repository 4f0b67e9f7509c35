// apply: document
using System;
using System.Runtime.InteropServices;
using Hyperweave.Guest;

static unsafe class Native
{
    [DllImport("*")] public static extern void cli();
    [DllImport("*")] public static extern void outb(ushort port, byte value);
    [DllImport("*")] public static extern byte In8(uint port);
    [DllImport("*")] public static extern void Out8(uint port, byte value);
}

static unsafe class Delegates
{
    private static readonly Action<ushort, byte> write = Port.Out8;

    public static void Use()
    {
        Action disable = Cpu.Cli;
        Func<uint, byte> read = (uint port) => Port.In8((ushort)port); // adapted
        var inferred = (uint port, byte value) => Port.Out8((ushort)port, value);
        delegate*<void> pointer = &Cpu.Cli;
        Call(Port.Out8);
        disable();
        pointer();
        inferred(0x60, read(0x64));
    }

    private static void Call(Action<ushort, byte> action) => action(0x64, 0xFE);
}
