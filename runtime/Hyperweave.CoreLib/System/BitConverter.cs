using System.Runtime.CompilerServices;

namespace System;

public static unsafe class BitConverter
{
    public static readonly bool IsLittleEndian = true;

    public static long DoubleToInt64Bits(double value) => *(long*)&value;

    public static ulong DoubleToUInt64Bits(double value) => *(ulong*)&value;

    public static double Int64BitsToDouble(long value) => *(double*)&value;

    public static double UInt64BitsToDouble(ulong value) => *(double*)&value;

    public static int SingleToInt32Bits(float value) => *(int*)&value;

    public static uint SingleToUInt32Bits(float value) => *(uint*)&value;

    public static float Int32BitsToSingle(int value) => *(float*)&value;

    public static float UInt32BitsToSingle(uint value) => *(float*)&value;

    public static byte[] GetBytes(int value) => GetBytes(&value, sizeof(int));

    public static byte[] GetBytes(uint value) => GetBytes(&value, sizeof(uint));

    public static byte[] GetBytes(long value) => GetBytes(&value, sizeof(long));

    public static byte[] GetBytes(ulong value) => GetBytes(&value, sizeof(ulong));

    public static byte[] GetBytes(short value) => GetBytes(&value, sizeof(short));

    public static byte[] GetBytes(ushort value) => GetBytes(&value, sizeof(ushort));

    public static byte[] GetBytes(double value) => GetBytes(&value, sizeof(double));

    public static short ToInt16(byte[] value, int startIndex) => Read<short>(value, startIndex);

    public static ushort ToUInt16(byte[] value, int startIndex) => Read<ushort>(value, startIndex);

    public static int ToInt32(byte[] value, int startIndex) => Read<int>(value, startIndex);

    public static uint ToUInt32(byte[] value, int startIndex) => Read<uint>(value, startIndex);

    public static long ToInt64(byte[] value, int startIndex) => Read<long>(value, startIndex);

    public static ulong ToUInt64(byte[] value, int startIndex) => Read<ulong>(value, startIndex);

    public static double ToDouble(byte[] value, int startIndex) => Read<double>(value, startIndex);

    public static int ToInt32(ReadOnlySpan<byte> value) => Runtime.InteropServices.MemoryMarshal.Read<int>(value);

    public static uint ToUInt32(ReadOnlySpan<byte> value) => Runtime.InteropServices.MemoryMarshal.Read<uint>(value);

    public static ulong ToUInt64(ReadOnlySpan<byte> value) => Runtime.InteropServices.MemoryMarshal.Read<ulong>(value);

    private static byte[] GetBytes(void* value, int length) => new ReadOnlySpan<byte>(value, length).ToArray();

    private static T Read<T>(byte[] value, int startIndex) where T : struct =>
        Runtime.InteropServices.MemoryMarshal.Read<T>(new ReadOnlySpan<byte>(value, startIndex, value.Length - startIndex));
}
