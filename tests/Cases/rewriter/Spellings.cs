using System;
using System.Numerics;
using System.Runtime.InteropServices;
using static Natives;
using N = Natives;
using Inner = Outer.Middle.Innermost;

// log: out:3f8:1 out16:3f8:2 out32:3f8:3 sti cr3 cli out:3f8:1 cli cli cli out:3f8:4 sti cli sti out:3f8:5 out16:3f8:6 out32:3f8:7 in:60 sti
public static unsafe partial class Natives
{
    // Overloads, told apart by the entry point.
    [DllImport("*", EntryPoint = "outb")] public static extern void Write(ushort port, byte value);
    [DllImport("*", EntryPoint = "outw")] public static extern void Write(ushort port, ushort value);
    [DllImport("*", EntryPoint = "outl", ExactSpelling = true)] public static extern void Write(ushort port, uint value);
    [DllImport("*")] public static extern byte inb(ushort port);
    [DllImport("*")] public static extern void Cli();

    // An extern partial method, and a property whose accessor is one.
    public static partial void Sti();
    [DllImport("*", EntryPoint = "sti")] public static extern partial void Sti();
    public static extern ulong Cr3 { [DllImport("*", EntryPoint = "read_cr3")] get; }

    // As the generator for [LibraryImport] leaves it: blittable, and with marshalling around a hidden local extern.
    [DllImport("*", EntryPoint = "_native_cpu_disable_interrupts", ExactSpelling = true)] public static extern void Disable();

    public static void Flag(ushort port, bool value)
    {
        var native = (byte)(value ? 1 : 0);
        __PInvoke(port, native); // -> out8

        [DllImport("*", EntryPoint = "_native_io_write_byte", ExactSpelling = true)]
        static extern void __PInvoke(ushort port, byte value);
    }
}

public static unsafe class Kernel
{
    public static void Main()
    {
        Write(0x3F8, (byte)1); // -> out8
        Write(0x3F8, (ushort)2); // -> out16
        N.Write(0x3F8, 3u); // -> out32
        Sti(); // -> sti
        var root = Cr3; // -> read-cr3
        Disable(); // -> cli
        Flag(0x3F8, true);
        Inner.Cli(); // -> cli
        Action disable = Cli; // -> cli
        disable();
        delegate*<void> address = &Inner.Cli; // -> cli
        address();
        Action<ushort, byte> write = Write; // -> out8
        write(0x3F8, 4);
        Run(N.Sti); // -> sti
        Local();
        Out(0x3F8, (byte)5);
        Out(0x3F8, (ushort)6);
        Out(0x3F8, 7u);
        Wrapper(0x60);
        var name = nameof(Cli) + nameof(N.Write);
        Func<Action> enable = () => Sti; // -> sti
        enable()();
    }

    private static void Local()
    {
        Disable(); // -> cli
        Enable();

        [DllImport("*", EntryPoint = "cli")] static extern void Disable();
        static void Enable() => Sti(); // -> sti
    }

    // Generic math over ports.
    private static void Out<T>(ushort port, T value) where T : unmanaged, IBinaryInteger<T>
    {
        if (sizeof(T) == 1)
            Write(port, byte.CreateTruncating(value)); // -> out8
        else if (sizeof(T) == 2)
            Write(port, ushort.CreateTruncating(value)); // -> out16
        else
            Write(port, uint.CreateTruncating(value)); // -> out32
    }

    private static byte Wrapper(ushort port) => inb(port); // -> in8

    private static void Run(Action action) => action();
}

public static class Outer
{
    public static class Middle
    {
        public static class Innermost
        {
            [DllImport("*", EntryPoint = "cli")] public static extern void Cli();
        }
    }
}
