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
    private static readonly Action<ushort, byte> write = Native.outb;

    public static void Use()
    {
        Action disable = Native.cli;
        Func<uint, byte> read = Native.In8; // adapted
        var inferred = Native.Out8;
        delegate*<void> pointer = &Native.cli;
        Call(Native.outb);
        disable();
        pointer();
        inferred(0x60, read(0x64));
    }

    private static void Call(Action<ushort, byte> action) => action(0x64, 0xFE);
}
