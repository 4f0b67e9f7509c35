using System;
using System.Runtime.InteropServices;
using Hyperweave.Guest;

// log: cli cli cli cli out:84:1 out:84:2 out:85:3 in:86 out:84:4 out:87:1 out:87:2
public static unsafe class Kernel
{
    [DllImport("*", EntryPoint = "_native_cpu_disable_interrupts")] private static extern void Disable();
    [DllImport("*", EntryPoint = "outb")] private static extern void Out(ushort port, byte value);
    [DllImport("*", EntryPoint = "inb")] private static extern byte In(ushort port);

    private delegate byte Reader(ushort port);

    public static void Main()
    {
        Disable(); // -> cli
        Action first = Disable; // -> cli
        first();
        delegate*<void> second = &Disable; // -> cli
        second();
        Call(&Disable); // -> cli
        Action<ushort, byte> write = Out; // -> out8
        write(0x84, 1);
        delegate*<ushort, byte, void> pointer = &Out; // -> out8
        pointer(0x84, 2);
        Action<ushort, byte> direct = Port.Out8; // -> out8
        direct(0x85, 3);
        Reader reader = In; // -> in8
        if (reader(0x86) == 0x5A)
            Array.ForEach([4], value => Out(0x84, (byte)value)); // -> out8
        var table = stackalloc delegate*<ushort, byte, void>[] { &Out, &Port.Out8 }; // -> out8
        for (var index = 0; index < 2; index++)
            table[index](0x87, (byte)(index + 1));
    }

    private static void Call(delegate*<void> function) => function();
}
