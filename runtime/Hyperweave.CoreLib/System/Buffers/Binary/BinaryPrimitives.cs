using System.Runtime.InteropServices;

namespace System.Buffers.Binary;

/// <summary>Numbers in a given byte order.</summary>
public static class BinaryPrimitives
{
    public static short ReverseEndianness(short value) => (short)ReverseEndianness((ushort)value);

    public static ushort ReverseEndianness(ushort value) => (ushort)(value >> 8 | value << 8);

    public static int ReverseEndianness(int value) => (int)ReverseEndianness((uint)value);

    public static uint ReverseEndianness(uint value) => value >> 24 | value >> 8 & 0xFF00 | value << 8 & 0xFF_0000 | value << 24;

    public static long ReverseEndianness(long value) => (long)ReverseEndianness((ulong)value);

    public static ulong ReverseEndianness(ulong value) => (ulong)ReverseEndianness((uint)value) << 32 | ReverseEndianness((uint)(value >> 32));

    public static short ReadInt16LittleEndian(ReadOnlySpan<byte> source) => MemoryMarshal.Read<short>(source);

    public static ushort ReadUInt16LittleEndian(ReadOnlySpan<byte> source) => MemoryMarshal.Read<ushort>(source);

    public static int ReadInt32LittleEndian(ReadOnlySpan<byte> source) => MemoryMarshal.Read<int>(source);

    public static uint ReadUInt32LittleEndian(ReadOnlySpan<byte> source) => MemoryMarshal.Read<uint>(source);

    public static long ReadInt64LittleEndian(ReadOnlySpan<byte> source) => MemoryMarshal.Read<long>(source);

    public static ulong ReadUInt64LittleEndian(ReadOnlySpan<byte> source) => MemoryMarshal.Read<ulong>(source);

    public static short ReadInt16BigEndian(ReadOnlySpan<byte> source) => ReverseEndianness(MemoryMarshal.Read<short>(source));

    public static ushort ReadUInt16BigEndian(ReadOnlySpan<byte> source) => ReverseEndianness(MemoryMarshal.Read<ushort>(source));

    public static int ReadInt32BigEndian(ReadOnlySpan<byte> source) => ReverseEndianness(MemoryMarshal.Read<int>(source));

    public static uint ReadUInt32BigEndian(ReadOnlySpan<byte> source) => ReverseEndianness(MemoryMarshal.Read<uint>(source));

    public static long ReadInt64BigEndian(ReadOnlySpan<byte> source) => ReverseEndianness(MemoryMarshal.Read<long>(source));

    public static ulong ReadUInt64BigEndian(ReadOnlySpan<byte> source) => ReverseEndianness(MemoryMarshal.Read<ulong>(source));

    public static void WriteInt16LittleEndian(Span<byte> destination, short value) => MemoryMarshal.Write(destination, value);

    public static void WriteUInt16LittleEndian(Span<byte> destination, ushort value) => MemoryMarshal.Write(destination, value);

    public static void WriteInt32LittleEndian(Span<byte> destination, int value) => MemoryMarshal.Write(destination, value);

    public static void WriteUInt32LittleEndian(Span<byte> destination, uint value) => MemoryMarshal.Write(destination, value);

    public static void WriteInt64LittleEndian(Span<byte> destination, long value) => MemoryMarshal.Write(destination, value);

    public static void WriteUInt64LittleEndian(Span<byte> destination, ulong value) => MemoryMarshal.Write(destination, value);

    public static void WriteInt16BigEndian(Span<byte> destination, short value) => MemoryMarshal.Write(destination, ReverseEndianness(value));

    public static void WriteUInt16BigEndian(Span<byte> destination, ushort value) => MemoryMarshal.Write(destination, ReverseEndianness(value));

    public static void WriteInt32BigEndian(Span<byte> destination, int value) => MemoryMarshal.Write(destination, ReverseEndianness(value));

    public static void WriteUInt32BigEndian(Span<byte> destination, uint value) => MemoryMarshal.Write(destination, ReverseEndianness(value));

    public static void WriteInt64BigEndian(Span<byte> destination, long value) => MemoryMarshal.Write(destination, ReverseEndianness(value));

    public static void WriteUInt64BigEndian(Span<byte> destination, ulong value) => MemoryMarshal.Write(destination, ReverseEndianness(value));
}
