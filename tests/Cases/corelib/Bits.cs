using System.Buffers.Binary;
using System.Numerics;

namespace CoreLibCases;

internal static class Bits
{
    public static void Run()
    {
        uint[] words = [0, 1, 2, 3, 0x80, 0xFFFF, 0x12345678, 0x80000000, uint.MaxValue];
        foreach (var word in words)
            Console.Write(BitOperations.PopCount(word) + ":" + BitOperations.LeadingZeroCount(word) + ":" + BitOperations.TrailingZeroCount(word) + ":" + BitOperations.Log2(word) + ":" + BitOperations.RoundUpToPowerOf2(word) + " ");
        Console.WriteLine();
        ulong[] longs = [0, 1, 0x100000000, 0x8000000000000000, ulong.MaxValue, 0x0123456789ABCDEF];
        foreach (var word in longs)
            Console.Write(BitOperations.PopCount(word) + ":" + BitOperations.LeadingZeroCount(word) + ":" + BitOperations.TrailingZeroCount(word) + ":" + BitOperations.Log2(word) + ":" + BitOperations.IsPow2(word) + " ");
        Console.WriteLine(BitOperations.RotateLeft(0x80000001u, 4) + " " + BitOperations.RotateRight(1ul, 1));
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, 0x01020304);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[4..], 0xABCD);
        Console.WriteLine(Convert.ToHexString(bytes) + " " + BinaryPrimitives.ReadUInt64BigEndian(bytes).ToString("X16") + BinaryPrimitives.ReverseEndianness(0x11223344u).ToString("x"));
        Console.WriteLine(BitConverter.DoubleToInt64Bits(1.5).ToString("X") + BitConverter.ToInt32(BitConverter.GetBytes(123456), 0));
    }
}
