using static Families.CosmosGen3.Native;
using Port = Families.CosmosGen3.Native.Io;

namespace Families.CosmosGen3;

internal static unsafe class Kernel
{
    private const ushort Scratch = 0x3FF;

    // A field's initializer, a property and an extension method.
    private static readonly ulong s_started = Cpu.ReadTsc(); // -> rdtsc

    private static ulong Space
    {
        get => Cpu.ReadCr3(); // -> read-cr3
        set => Cpu.WriteCr3(value); // -> write-cr3
    }

    private static byte Get(this ushort port) => Io.ReadByte(port); // -> in8

    private static void Main()
    {
        Lines.Send = Serial.Send;
        Mask();
        Lines.Is("scratch", Overloads());
        Lines.Is("flags", Flags());
        Lines.Is("configuration", Configuration());
        Lines.Is("generic", Generic<Byte8>(0x21) & Generic<Byte8>(0xA1));
        Lines.Is("delegates", Delegates());
        Lines.Is("lambdas", Lambdas());
        Lines.Is("iterator", Iterated());
        Lines.Is("interrupts", Interrupts());
        Lines.Is("space", Space != 0 && Reload());
        Lines.Is("long mode", (Cpu.ReadMsr(0xC000_0080) & 0x500) == 0x500); // -> rdmsr
        Lines.Is("base", Base());
        Lines.Is("identity", Identity());
        Lines.Is("time", s_started < Cpu.ReadTsc()); // -> rdtsc
        Io.Write(0xF4, 0u); // -> out32
        while (true)
            Cpu.Halt(); // -> hlt
    }

    private static void Mask()
    {
        Io.Write(0x21, (byte)0xFF); // -> out8
        Io.Write(0xA1, (byte)0xFF); // -> out8
    }

    private static bool Overloads()
    {
        Port.Write(Scratch, (byte)0x5A); // -> out8
        var first = Port.ReadByte(Scratch); // -> in8
        global::Families.CosmosGen3.Native.Io.Write(Scratch, (byte)0xA5); // -> out8
        return first == 0x5A && Scratch.Get() == 0xA5;
    }

    private static bool Flags()
    {
        Io.WriteFlag(Scratch, true); // source -> out8
        var set = Io.ReadFlag(Scratch); // source -> in8
        Io.WriteFlag(Scratch, false); // source -> out8
        return set && !Io.ReadFlag(Scratch); // source -> in8
    }

    private static bool Configuration()
    {
        Io.Write(0xCF8, 0x8000_0000); // -> out32
        var address = Io.ReadDWord(0xCF8); // -> in32
        var vendor = Io.ReadWord(0xCFC); // -> in16
        Io.Write(0xCFC, vendor); // -> out16
        return address == 0x8000_0000 && vendor == 0x8086;
    }

    // Generic math over ports: a type that knows its own width.
    private static bool Generic<T>(ushort port) where T : struct, IWidth<T>
    {
        var before = T.Read(port);
        T.Write(port, T.Ones);
        return T.Read(port).Equals(before);
    }

    private static bool Delegates()
    {
        Action<ushort, byte> write = Io.Write; // -> out8
        Func<ushort, byte> read = new(Io.ReadByte); // -> in8
        write(Scratch, 3);
        delegate*<ushort, byte, void> function = &Io.Write; // -> out8
        var sum = read(Scratch);
        function(Scratch, 4);
        return sum + read(Scratch) == 7;
    }

    private static bool Lambdas()
    {
        byte value = 0x11;
        var write = () => Io.Write(Scratch, value); // -> out8
        write();
        value = 0x22;
        write();
        return Inner() == 0x22;

        static byte Inner() => Io.ReadByte(Scratch); // -> in8
    }

    private static bool Iterated()
    {
        var sum = 0;
        foreach (var value in Values())
            sum += value;
        return sum == 6;
    }

    private static IEnumerable<int> Values()
    {
        for (byte value = 1; value <= 3; value++)
        {
            Io.Write(Scratch, value); // -> out8
            yield return Io.ReadByte(Scratch); // -> in8
        }
    }

    private static bool Interrupts()
    {
        try
        {
            Cpu.DisableInterrupts(); // -> cli
        }
        finally
        {
            Cpu.EnableInterrupts(); // -> sti
        }

        Cpu.DisableInterrupts(); // -> cli
        return true;
    }

    private static bool Reload()
    {
        var before = Space;
        Space = before;
        Cpu.Invlpg(0x20_0000); // -> invlpg
        return Space == before;
    }

    private static bool Base()
    {
        Cpu.WriteMsr(0xC000_0102, 0x1234_5678); // -> wrmsr
        return Cpu.ReadMsr(0xC000_0102) is 0x1234_5678; // -> rdmsr
    }

    private static bool Identity()
    {
        Cpu.Cpuid(0, 0, out var highest, out _, out _, out _); // source -> cpuid
        return highest >= 1;
    }
}

internal interface IWidth<T> where T : struct
{
    static abstract T Ones { get; }

    static abstract T Read(ushort port);

    static abstract void Write(ushort port, T value);
}

internal readonly record struct Byte8(byte Value) : IWidth<Byte8>
{
    public static Byte8 Ones => new(0xFF);

    public static Byte8 Read(ushort port) => new(Io.ReadByte(port)); // -> in8

    public static void Write(ushort port, Byte8 value) => Io.Write(port, value.Value); // -> out8
}

/// <summary>A wrapper that a delegate leads to.</summary>
internal static class Serial
{
    internal static void Send(byte value)
    {
        while ((Io.ReadByte(0x3FD) & 0x20) == 0) // -> in8
        {
        }

        Io.Write(0x3F8, value); // -> out8
    }
}
