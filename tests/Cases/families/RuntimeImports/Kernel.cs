using System.Runtime.Intrinsics.X86;
using static Families.RuntimeImports.Imports;

namespace Families.RuntimeImports;

internal static unsafe class Kernel
{
    private const ushort Scratch = 0x3FF;

    private static void Main()
    {
        Lines.Send = Serial;
        Out(0x21, (byte)0xFF); // -> out8
        Out(0xA1, (byte)0xFF); // -> out8
        Lines.Is("scratch", Names());
        Lines.Is("generic", Generic());
        Lines.Is("strings", Strings());
        Lines.Is("delegates", Delegates());
        Lines.Is("lambdas", Lambdas());
        Lines.Is("iterator", Iterated());
        Lines.Is("flags", Masked());
        Lines.Is("intrinsics", Intrinsics());
        Lines.Is("space", Spaces());
        Lines.Is("priority", Priorities());
        Lines.Is("base", Base());
        Lines.Is("time", Later());
        Out(0xF4, 0u); // -> out32
        while (true)
            Halt(); // -> hlt
    }

    private static void Serial(byte value)
    {
        while ((In8(0x3FD) & 0x20) == 0) // -> in8
            X86Base.Pause(); // -> pause
        Out(0x3F8, value); // -> out8
    }

    private static bool Names()
    {
        Out(Scratch, (byte)0x5A); // -> out8
        Wait(); // -> port-delay
        return Imports.In8(Scratch) == 0x5A; // -> in8
    }

    private static bool Generic()
    {
        Write(0xCF8, 0x8000_0000u);
        Write(0xCFC, Read<ushort>(0xCFC));
        Write(Scratch, (byte)8);
        return Read<uint>(0xCF8) == 0x8000_0000 && Read<ushort>(0xCFC) == 0x8086 && Read<byte>(Scratch) == 8;

        static void Write<T>(ushort port, T value) where T : unmanaged
        {
            switch (value)
            {
                case byte narrow: Out(port, narrow); break; // -> out8
                case ushort word: Out(port, word); break; // -> out16
                case uint wide: Out(port, wide); break; // -> out32
            }
        }

        static T Read<T>(ushort port) where T : unmanaged
        {
            var value = sizeof(T) == 4 ? In32(port) : sizeof(T) == 2 ? In16(port) : In8(port); // -> in32 in16 in8
            return *(T*)&value;
        }
    }

    private static bool Strings()
    {
        ReadOnlySpan<byte> data = [1, 2, 3];
        fixed (byte* start = data)
            OutString(Scratch, start, (nuint)data.Length); // -> outs8
        return In8(Scratch) == 3; // -> in8
    }

    private static bool Delegates()
    {
        Func<ushort, byte> read = In8; // -> in8
        delegate*<ushort, byte, void> write = &Out; // -> out8
        Func<int, int, (int Eax, int Ebx, int Ecx, int Edx)> identify = X86Base.CpuId; // -> cpuid
        write(Scratch, 15);
        return read(Scratch) == 15 && identify(0, 0).Eax >= 1;
    }

    private static bool Lambdas()
    {
        byte value = 1;
        Action write = () => Out(Scratch, value), twice = () => value *= 2; // -> out8
        (twice + twice + write)();
        return In8(Scratch) == 4; // -> in8
    }

    private static bool Iterated()
    {
        var sum = 0;
        using var each = Counted().GetEnumerator();
        while (each.MoveNext())
            sum += each.Current;
        return sum == 10;
    }

    private static IEnumerable<byte> Counted()
    {
        try
        {
            for (byte value = 0; value < 5; value++)
            {
                Out(Scratch, value); // -> out8
                yield return In8(Scratch); // -> in8
            }
        }
        finally
        {
            Out(Scratch, (byte)0); // -> out8
        }
    }

    private static bool Masked()
    {
        Enable(); // -> sti
        var before = Flags(); // -> pushf
        Disable(); // -> cli
        var between = Flags(); // -> pushf
        SetFlags(before); // -> popf
        var after = Flags(); // -> pushf
        Disable(); // -> cli
        return ((before & 0x200) != 0, (between & 0x200) != 0, (after & 0x200) != 0) == (true, false, true);
    }

    private static bool Intrinsics()
    {
        var (highest, _, _, _) = X86Base.CpuId(0, 0); // -> cpuid
        return highest >= 1 && (X86Base.CpuId(1, 0).Edx & 0x20) != 0; // -> cpuid
    }

    private static bool Spaces()
    {
        Clts(); // -> clts
        Wbinvd(); // -> wbinvd
        var space = Space(); // -> read-cr3
        SetSpace(space); // -> write-cr3
        return space != 0 && Space() == space; // -> read-cr3
    }

    private static bool Priorities()
    {
        SetPriority(3); // -> write-cr8
        var raised = Priority(); // -> read-cr8
        SetPriority(0); // -> write-cr8
        return raised == 3 && Priority() == 0; // -> read-cr8
    }

    private static bool Base()
    {
        Wrmsr(0xC000_0102, 0x1234_5678); // -> wrmsr
        return Rdmsr(0xC000_0102) == 0x1234_5678; // -> rdmsr
    }

    private static bool Later()
    {
        var before = Time(); // -> rdtsc
        return Time() > before; // -> rdtsc
    }
}
