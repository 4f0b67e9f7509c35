using static Families.Moos.Native;
using N = Families.Moos.Native;

namespace Families.Moos;

internal static unsafe class Kernel
{
    private const uint Scratch = 0x3FF;

    private static void Main()
    {
        Lines.Send = Serial.Write;
        Controllers.Mask();
        Lines.Is("scratch", Names());
        Lines.Is("generic", Generic());
        Lines.Is("instances", Instances());
        Lines.Is("delegates", Delegates());
        Lines.Is("lambdas", Lambdas());
        Lines.Is("iterator", Iterated());
        Lines.Is("strings", Strings());
        Lines.Is("clock", Clock.Status is >= 0x80);
        Lines.Is("tables", Tables());
        Lines.Is("interrupts", Interrupts());
        Lines.Is("fault address", ReadCR2() == 0); // -> read-cr2
        Lines.Is("long mode", (Rdmsr(0xC000_0080) & 0x500) == 0x500); // -> rdmsr
        Lines.Is("base", Base());
        Out8(0xF4, 0); // -> out8
        for (;;) Hlt(); // -> hlt
    }

    private static bool Names()
    {
        Out8(Scratch, 0x5A); // -> out8
        N.Out8(Scratch, (byte)(In8(Scratch) + 1)); // -> out8 in8
        return global::Families.Moos.Native.In8(Scratch) == 0x5B; // -> in8
    }

    private static bool Generic()
    {
        Port<uint>.Write(0xCF8, 0x8000_0000);
        var vendor = Port<ushort>.Read(0xCFC);
        Port<ushort>.Write(0xCFC, vendor);
        Port<byte>.Write(Scratch, 9);
        return Port<uint>.Read(0xCF8) == 0x8000_0000 && vendor == 0x8086 && Port<byte>.Read(Scratch) == 9;
    }

    private static bool Instances()
    {
        IDevice device = new Uart(Scratch);
        device.Value = 0x33;
        device.Value++;
        return device.Value == 0x34;
    }

    private static bool Delegates()
    {
        Action<uint, byte> write = Out8; // -> out8
        write += Twice;
        write(Scratch, 7);
        delegate*<uint, byte> read = &In8; // -> in8
        return read(Scratch) == 14;

        static void Twice(uint port, byte value) => Out8(port, (byte)(value * 2)); // -> out8
    }

    private static bool Lambdas()
    {
        var sum = 0;
        Action<int>[] steps =
        [
            value => Out8(Scratch, (byte)value), // -> out8
            value => sum += In8(Scratch) + value, // -> in8
        ];
        foreach (var step in steps)
            step(5);
        return sum == 10;
    }

    private static bool Iterated()
    {
        var all = "";
        foreach (var digit in Digits(3))
            all += digit;
        return all == "012";
    }

    private static IEnumerable<int> Digits(int count)
    {
        for (var digit = 0; digit < count; digit++)
        {
            Out8(Scratch, (byte)digit); // -> out8
            _pause(); // -> pause
            yield return In8(Scratch); // -> in8
        }
    }

    private static bool Strings()
    {
        var data = stackalloc byte[] { 1, 2, 3, 0 };
        Outsb(Scratch, data, 3); // -> outs8
        Insb(Scratch, data + 3, 1); // -> ins8
        return data[3] == 3;
    }

    private static bool Tables()
    {
        var gates = stackalloc ulong[512];
        new Span<ulong>(gates, 512).Clear();
        var table = new DescriptorTable { Limit = 0xFFF, Base = (ulong)gates };
        Load_IDT(ref table); // -> lidt
        Invlpg(table.Base); // -> invlpg
        return table.Limit == 0xFFF;
    }

    private static bool Interrupts()
    {
        var caught = false;
        try
        {
            Cli(); // -> cli
            throw new InvalidOperationException();
        }
        catch (InvalidOperationException) when (In8(0x21) == 0xFF) // -> in8
        {
            caught = true;
        }
        finally
        {
            Sti(); // -> sti
        }

        N.Cli(); // -> cli
        return caught;
    }

    private static bool Base()
    {
        Wrmsr(0xC000_0102, 0xFFFF_8000_1234_5678); // -> wrmsr
        return Rdmsr(0xC000_0102) == 0xFFFF_8000_1234_5678; // -> rdmsr
    }
}
