namespace Families.Mosa;

internal static unsafe class Kernel
{
    private static readonly IOPortReadWrite s_scratch = new(0x3FF);

    private static void Main()
    {
        Lines.Send = new SerialPort(0x3F8).Send;
        s_scratch.Write8(0x5A);
        Lines.Is("scratch", s_scratch.Read8() == 0x5A);
        Lines.Is("controllers", Controllers());
        Lines.Is("configuration", Configuration());
        Lines.Is("partial methods", new Board().IsThere);
        Lines.Is("delegates", Delegates());
        Lines.Is("lambdas", Lambdas());
        Lines.Is("iterator", Iterated());
        Lines.Is("interrupts", Interrupts());
        Lines.Is("paging", (Native.GetCR0() & 0x8000_0001) == 0x8000_0001); // -> read-cr0
        Lines.Is("registers", Registers());
        Lines.Is("fault address", Native.GetCR2() == 0); // -> read-cr2
        Lines.Is("base", Base());
        Lines.Is("identity", Native.CpuIdEAX(0, 0) >= 1 && (Native.CpuIdEDX(1, 0) & 0x20) != 0); // -> cpuid cpuid
        Native.Out8(0xF4, 0); // -> out8
        while (true) Native.Hlt(); // -> hlt
    }

    // One line for every controller, so that a line has many sites.
    private static bool Controllers()
    {
        Native.Out8(0x21, 0xFF); Native.Out8(0xA1, 0xFF); // -> out8 out8
        return (Native.In8(0x21), Native.In8(0xA1)) == (0xFF, 0xFF); // -> in8 in8
    }

    private static bool Configuration()
    {
        Native.Out32(0xCF8, 0x8000_0000); // -> out32
        var vendor = Native.In32(0xCFC) & 0xFFFF; // -> in32
        var again = Native.In16(0xCFC); // -> in16
        Native.Out16(0xCFC, again); // -> out16
        return vendor == again && Native.In32(0xCF8) == 0x8000_0000; // -> in32
    }

    private static bool Delegates()
    {
        Action<ushort, byte> write = Native.Out8; // -> out8
        delegate*<ushort, byte> read = &Native.In8; // -> in8
        Through(write, 21);
        Through((port, value) => Native.Out8(port, (byte)(value * 2)), 21); // -> out8
        return read(0x3FF) == 42;

        static void Through(Action<ushort, byte> write, byte value) => write(0x3FF, value);
    }

    private static bool Lambdas()
    {
        Func<Func<byte>> later = () => () => Native.In8(0x21); // -> in8
        return later()() == 0xFF;
    }

    private static bool Iterated()
    {
        var sum = 0u;
        foreach (var word in Words())
            sum |= word;
        return (sum & 0xFFFF) == 0x8086;
    }

    private static IEnumerable<uint> Words()
    {
        for (var register = 0u; register < 0x10; register += 4)
        {
            Native.Out32(0xCF8, 0x8000_0000 | register); // -> out32
            if (register == 0)
                yield return Native.In32(0xCFC); // -> in32
            Native.Pause(); // -> pause
        }
    }

    private static bool Interrupts()
    {
        for (var round = 0; round < 3; round++)
        {
            if (round % 2 == 0)
                Native.Cli(); // -> cli
            else
                Native.Sti(); // -> sti
        }

        return true;
    }

    private static bool Registers()
    {
        Native.SetCR0(Native.GetCR0()); // -> write-cr0 read-cr0
        Native.SetCR4(Native.GetCR4()); // -> write-cr4 read-cr4
        var space = Native.GetCR3(); // -> read-cr3
        Native.SetCR3(space); // -> write-cr3
        Native.Invlpg(0x20_0000); // -> invlpg
        return space != 0 && Native.GetCR3() == space; // -> read-cr3
    }

    private static bool Base()
    {
        Native.WrMSR(0xC000_0102, 0x1234_5678); // -> wrmsr
        return Native.RdMSR(0xC000_0102) == 0x1234_5678; // -> rdmsr
    }
}
