using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CoreLibCases;

internal static class Structs
{
    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private struct Packed
    {
        public byte A;
        public ulong B;
        public ushort C;
    }

    [StructLayout(LayoutKind.Explicit)]
    private struct Overlaid
    {
        [FieldOffset(0)] public uint Whole;
        [FieldOffset(1)] public byte Second;
    }

    private struct Mixed
    {
        public string? Text;
        public int Number;
        public double Real;
    }

    private unsafe struct Fixed
    {
        public fixed byte Bytes[8];
    }

    public static unsafe void Run()
    {
        var overlaid = new Overlaid { Whole = 0x1234 };
        Fixed buffer = default;
        buffer.Bytes[3] = 7;
        Console.WriteLine(sizeof(Packed) + " " + overlaid.Second + " " + buffer.Bytes[3] + " " + Unsafe.SizeOf<Mixed>());
        object left = new Mixed { Text = "a", Number = 1, Real = 2 }, right = new Mixed { Text = "a", Number = 1, Real = 2 };
        Console.WriteLine(left.Equals(right) + " " + left.Equals(new Mixed { Text = "b" }) + " " + (left.GetHashCode() == right.GetHashCode()));
        object first = new Packed { A = 1, B = 2 }, second = new Packed { A = 1, B = 2 };
        Console.WriteLine(first.Equals(second) + " " + first.Equals(new Packed()) + " " + first.Equals("x"));
        Mixed[] array = new Mixed[3];
        array[1].Number = 5;
        array[2] = array[1];
        array[1].Number = 6;
        Console.WriteLine(array[2].Number + array[1].Number);
        Mixed? nullable = array[1];
        object boxed = nullable;
        Console.WriteLine(((Mixed)boxed).Number + ((Mixed?)boxed).Value.Number);
        long? number = 5;
        object boxedNumber = number;
        Console.WriteLine((long)boxedNumber + ((long?)boxedNumber).Value);
        Console.WriteLine(MemoryMarshal.Cast<int, byte>([1, 256]).Length + MemoryMarshal.Read<int>([1, 2, 0, 0]));
        Guard(ref array[0]);
        Console.WriteLine(array[0].Text);
    }

    private static void Guard(ref Mixed mixed) => mixed.Text = "by reference";
}
