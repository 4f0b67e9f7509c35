using System.Runtime.InteropServices;
using static Families.ProtonOS.CPU;

namespace Families.ProtonOS;

internal static unsafe class Kernel
{
    private static readonly ulong s_started = Timestamp;

    private static void Main()
    {
        Lines.Send = Serial;
        Out(0x21, (byte)0xFF);
        Out(0xA1, (byte)0xFF);
        Lines.Is("scratch", Scratch());
        Lines.Is("generic", Generic());
        Lines.Is("delegates", Delegates());
        Lines.Is("local externs", LocalExterns());
        Lines.Is("clock", Clock());
        Lines.Is("lambdas", Lambdas());
        Lines.Is("iterator", Iterated());
        Lines.Is("flags", Masked());
        Lines.Is("registers", (Cr0 & 0x8000_0001) == 0x8000_0001 && (Cr4 & 0x20) != 0);
        Lines.Is("space", Space());
        Lines.Is("base", Base());
        Lines.Is("tables", Tables());
        Lines.Is("identity", Identify(0).Eax >= 1 && (Identify(1).Edx & 0x20) != 0);
        Lines.Is("time", s_started < Timestamp);
        Out(0xF4, 0u);
        HaltForever();
    }

    private static void Serial(byte value)
    {
        while ((In<byte>(0x3FD) & 0x20) == 0)
            Relax();
        Out(0x3F8, value);
    }

    private static bool Scratch()
    {
        Out(0x3FF, (byte)0x5A);
        return In<byte>(0x3FF) == 0x5A;
    }

    private static bool Generic()
    {
        Out(0xCF8, 0x8000_0000u);
        Out(0xCFC, In<ushort>(0xCFC));
        return In<uint>(0xCF8) == 0x8000_0000 && In<ushort>(0xCFC) == 0x8086;
    }

    private static bool Delegates()
    {
        Writer(0x3FF, 12);
        return Reader(0x3FF) == 12;
    }

    private static bool LocalExterns()
    {
        outb(0x3FF, 77); // -> out8
        Func<ushort, byte> read = inb; // -> in8
        return read(0x3FF) == 77;

        [DllImport("*")] static extern void outb(ushort port, byte value);
        [DllImport("*")] static extern byte inb(ushort port);
    }

    private static bool Clock()
    {
        var (select, read) = (new Action<ushort, byte>(Nested.Device.outb), new Func<ushort, byte>(Nested.Device.inb)); // -> out8 in8
        select(0x70, 0x0D);
        return read(0x71) >= 0x80;
    }

    private static bool Lambdas()
    {
        var flags = 0ul;
        var save = () => { flags = Nested.read_flags(); }; // -> pushf
        var restore = () => Nested.restore_flags(flags); // -> popf
        save();
        restore();
        return (flags & 2) != 0;
    }

    private static bool Iterated()
    {
        var count = 0;
        foreach (var mask in Masks(0x21, 0xA1))
            count += mask == 0xFF ? 1 : 0;
        return count == 2;
    }

    private static IEnumerable<byte> Masks(params ushort[] ports)
    {
        foreach (var port in ports)
            yield return Nested.Device.inb(port); // -> in8
    }

    private static bool Masked()
    {
        EnableInterrupts();
        var before = Flags;
        DisableInterrupts();
        var between = Flags;
        Flags = before;
        var after = Flags;
        DisableInterrupts();
        return ((before & 0x200) != 0, (between & 0x200) != 0, (after & 0x200) != 0) == (true, false, true);
    }

    private static bool Space()
    {
        var space = Cr3;
        Cr3 = space;
        FlushPage(0x20_0000);
        return space != 0 && Cr3 == space;
    }

    private static bool Base()
    {
        var access = new MsrAccess { Register = 0xC000_0102, Value = 0x1234_5678, IsWrite = true };
        Msr(ref access).IsWrite = false;
        access.Value = 0;
        return Msr(ref access).Value == 0x1234_5678;
    }

    private static bool Tables()
    {
        var gates = stackalloc ulong[512];
        new Span<ulong>(gates, 512).Clear();
        LoadTable(gates, 0xFFF);
        return true;
    }

    private static class Nested
    {
        [DllImport("*")] internal static extern ulong read_flags();
        [DllImport("*")] internal static extern void restore_flags(ulong flags);

        internal static class Device
        {
            [DllImport("*")] internal static extern byte inb(ushort port);
            [DllImport("*")] internal static extern void outb(ushort port, byte value);
        }
    }
}
