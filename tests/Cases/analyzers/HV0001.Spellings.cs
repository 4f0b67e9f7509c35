// guest
// only this rule
// file Kernel.Operations.txt: M:Own.Io.Write``1(System.UInt16,``0);out8
// file Kernel.Operations.txt: M:Own.Device.get_Status;in8
// file Kernel.Operations.txt: M:Own.Device.set_Item(System.Int32,System.Byte);out8
// file Kernel.Operations.txt: M:Own.Device.Reset;out8
// file Kernel.Operations.txt: M:Own.Extensions.Send(System.UInt16,System.Byte);out8
// file Kernel.Operations.txt: M:Own.Extensions.Poke(Own.Device,System.Byte);out8
// file Kernel.Operations.txt: M:Own.Box`1.Put(`0);out8
// file Kernel.Operations.txt: M:Own.Device.#ctor(System.UInt16);in8
// file Kernel.Operations.txt: my_status;in8
using System;
using System.Numerics;
using System.Runtime;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Own;
using static Natives;
using N = Natives;
using Inner = Outer.Middle.Innermost;

static unsafe partial class Natives
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
    public static extern ulong Cr3 { [DllImport("*", EntryPoint = "read_cr3")] get; [DllImport("*", EntryPoint = "write_cr3")] set; }

    // As the generator for [LibraryImport] leaves it: blittable, and with marshalling around a hidden local extern.
    [LibraryImport("*", EntryPoint = "_native_cpu_halt")] public static partial void Halt();
    [DllImport("*", EntryPoint = "_native_cpu_halt", ExactSpelling = true)] public static extern partial void Halt();

    [LibraryImport("*", EntryPoint = "_native_io_write_byte")] public static partial void Flag(ushort port, [MarshalAs(UnmanagedType.U1)] bool value);

    [System.CodeDom.Compiler.GeneratedCode("Microsoft.Interop.LibraryImportGenerator", "10.0")]
    public static partial void Flag(ushort port, bool value)
    {
        var native = (byte)(value ? 1 : 0);
        __PInvoke(port, native);

        [DllImport("*", EntryPoint = "_native_io_write_byte", ExactSpelling = true)]
        static extern void __PInvoke(ushort port, byte value);
    }

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("hlt")] public static extern void HaltOfThisImage();
    [DllImport("boot", EntryPoint = "my_status")] public static extern byte Status();
}

static unsafe class Kernel
{
    static void Externs()
    {
        [|Write(0x80, (byte)0)|];
        [|Write(0x80, (ushort)0)|];
        [|Natives.Write(0x80, 0u)|];
        [|Sti()|];
        [|Cr3|] = [|Cr3|];
        [|Halt()|];
        [|Flag(0x80, true)|];
        [|HaltOfThisImage()|];
        _ = [|Status()|];
    }

    static void Names()
    {
        [|Cli()|];
        [|N.Cli()|];
        [|global::Natives.Cli()|];
        [|Inner.Cli()|];
        [|Generic<int>.Nested.In(0x60)|];
        _ = nameof(Cli);
        _ = nameof(N.Write);
    }

    static void Values()
    {
        Action disable = [|Cli|];
        Action<ushort, byte> write = [|Write|];
        delegate*<void> address = &[|Cli|];
        Func<ushort, byte> read = port => [|inb(port)|];
        var later = new Action([|N.Sti|]);
        Run([|Inner.Cli|]);
        disable();
    }

    static void Local()
    {
        [|Disable()|];
        Enable();

        [DllImport("*", EntryPoint = "cli")] static extern void Disable();
        static void Enable() => [|Sti()|];
    }

    // Generic math over ports.
    static void Out<T>(ushort port, T value) where T : unmanaged, IBinaryInteger<T>
    {
        if (sizeof(T) == 1)
            [|Write(port, byte.CreateTruncating(value))|];
        else if (sizeof(T) == 2)
            [|Write(port, ushort.CreateTruncating(value))|];
        else
            [|Write(port, uint.CreateTruncating(value))|];
    }

    static byte Wrapper(ushort port) => [|inb(port)|];

    static byte Property => [|inb(0x60)|];

    static void OwnRows(Device device, Derived derived, Box<byte> box)
    {
        [|Io.Write(0x80, 1)|];
        [|Io.Write<long>(0x80, 1)|];
        _ = [|device.Status|];
        [|device[3]|] = 1;
        [|device.Reset()|];
        [|derived.Reset()|];
        [|((ushort)0x80).Send(1)|];
        [|Extensions.Send(0x80, 1)|];
        Action<byte> poke = [|device.Poke|];
        [|box.Put(1)|];
        _ = [|new Device(0x60)|];
    }

    static void NoUses()
    {
        Out(0x80, 1);
        _ = Wrapper(0x60);
        _ = Property;
        Run(Externs);
    }

    static void Run(Action action) => action();
}

static class Outer
{
    internal static class Middle
    {
        internal static class Innermost
        {
            [DllImport("*", EntryPoint = "cli")] internal static extern void Cli();
        }
    }
}

static class Generic<T>
{
    internal static class Nested
    {
        [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "inb")] internal static extern byte In(ushort port);
    }
}

namespace Own
{
    static class Io
    {
        public static void Write<T>(ushort port, T value) { }
    }

    class Device(ushort port)
    {
        public byte Status => (byte)port;

        public byte this[int register]
        {
            get => (byte)register;
            set { }
        }

        public virtual void Reset() { }
    }

    class Derived() : [|Device(0x60)|]
    {
        public override void Reset() { }
    }

    static class Extensions
    {
        public static void Send(this ushort port, byte value) { }

        public static void Poke(this Device device, byte value) { }
    }

    class Box<T>
    {
        public void Put(T value) { }
    }
}

namespace System.Runtime
{
    [AttributeUsage(AttributeTargets.Method)]
    sealed class RuntimeImportAttribute(string module, string entryPoint) : Attribute
    {
        public RuntimeImportAttribute(string entryPoint) : this("*", entryPoint) { }

        public string Name => module + entryPoint;
    }
}
