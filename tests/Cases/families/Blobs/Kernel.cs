using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static Families.Blobs.Code;

namespace Families.Blobs;

internal static unsafe class Kernel
{
    private const ushort Scratch = 0x3FF;

    // Nobody has declared these: they are told of, and nothing replaces them. This kernel does not run them.
    private static readonly byte[] s_wbinvd = [0x0F, 0x09, 0xC3];
    private static ReadOnlySpan<byte> LoadTable => [0x0F, 0x01, 0x1F, 0xC3];

    private static void Main()
    {
        Lines.Send = Serial;
        Out(0x21, (byte)0xFF); // -> out8
        Out(0xA1, (byte)0xFF); // -> out8
        Lines.Is("scratch", Names());
        Lines.Is("generic", Generic());
        Lines.Is("delegates", Delegates());
        Lines.Is("lambdas", Lambdas());
        Lines.Is("iterator", Iterated());
        Lines.Is("flags", Masked());
        Lines.Is("space", Spaces());
        Lines.Is("time", Rdtsc() is var before && Rdtsc() > before); // -> rdtsc rdtsc
        if (In8(Scratch) == 0) // -> in8
            Undeclared();
        Out(0xF4, 0u); // -> out32
        while (true)
            Hlt(); // -> hlt
    }

    private static void Serial(byte value)
    {
        while ((In8(0x3FD) & 0x20) == 0) // -> in8
        {
        }

        Out(0x3F8, value); // -> out8
    }

    private static bool Names()
    {
        Out(Scratch, (byte)1); // -> out8
        Code.Out(Scratch, (byte)(Code.In8(Scratch) + 1)); // -> out8 in8
        global::Families.Blobs.Code.Out(Scratch, (byte)(In8(Scratch) + 1)); // -> out8 in8
        return In8(Scratch) == 3; // -> in8
    }

    private static bool Generic()
    {
        Write(0xCF8, 0x8000_0000u);
        Write(0xCFC, In16(0xCFC)); // -> in16
        Write(Scratch, (byte)9);
        return In32(0xCF8) == 0x8000_0000 && In16(0xCFC) == 0x8086 && In8(Scratch) == 9; // -> in32 in16 in8

        static void Write<T>(ushort port, T value) where T : unmanaged
        {
            if (sizeof(T) == 1)
                Out(port, *(byte*)&value); // -> out8
            else if (sizeof(T) == 2)
                Out(port, *(ushort*)&value); // -> out16
            else
                Out(port, *(uint*)&value); // -> out32
        }
    }

    private static bool Delegates()
    {
        Action<ushort, byte> write = Out; // -> out8
        Func<ushort, byte> read = Code.In8; // -> in8
        delegate*<ushort, byte> function = &In8; // -> in8
        write(Scratch, 50);
        return read(Scratch) + function(Scratch) == 100;
    }

    private static bool Lambdas()
    {
        var port = Scratch;
        Func<byte, byte> echo = value =>
        {
            Out(port, value); // -> out8
            return In8(port); // -> in8
        };
        return echo(echo(44)) == 44;
    }

    private static bool Iterated()
    {
        var count = 0;
        foreach (var value in Bits())
            count += value == 1 << count ? 1 : 0;
        return count == 8;
    }

    private static IEnumerable<byte> Bits()
    {
        for (var bit = 0; bit < 8; bit++)
        {
            Out(Scratch, (byte)(1 << bit)); // -> out8
            yield return In8(Scratch); // -> in8
        }
    }

    private static bool Masked()
    {
        Sti(); // -> sti
        var before = Pushf(); // -> pushf
        Cli(); // -> cli
        var between = Pushf(); // -> pushf
        Popf(before); // -> popf
        var after = Pushf(); // -> pushf
        Cli(); // -> cli
        return ((before & 0x200) != 0, (between & 0x200) != 0, (after & 0x200) != 0) == (true, false, true);
    }

    private static bool Spaces()
    {
        var space = Space; // -> read-cr3
        Space = space; // -> write-cr3
        Invlpg(0x20_0000); // -> invlpg
        return space != 0 && Space == space; // -> read-cr3
    }

    private static void Undeclared()
    {
        fixed (byte* code = s_wbinvd)
        {
            var flush = (delegate* unmanaged<void>)code; // source -> HV0010
            flush(); // assembly -> HV0011
        }

        var load = (delegate* unmanaged<ulong, void>)Unsafe.AsPointer(ref MemoryMarshal.GetReference(LoadTable)); // source -> HV0010
        load(0); // assembly -> HV0011
    }
}
