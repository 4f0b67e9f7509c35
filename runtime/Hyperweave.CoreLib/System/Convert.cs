using System.Globalization;

namespace System;

/// <summary>Conversions between numbers, which check their range, and between numbers and text.</summary>
public static class Convert
{
    public static int ToInt32(string value) => value is null ? 0 : int.Parse(value);

    public static uint ToUInt32(string value) => value is null ? 0 : uint.Parse(value);

    public static long ToInt64(string value) => value is null ? 0 : long.Parse(value);

    public static ulong ToUInt64(string value) => value is null ? 0 : ulong.Parse(value);

    public static byte ToByte(string value) => value is null ? (byte)0 : byte.Parse(value);

    public static double ToDouble(string value) => value is null ? 0 : double.Parse(value);

    public static bool ToBoolean(string value) => value is not null && bool.Parse(value);

    public static int ToInt32(string value, int fromBase) => (int)ParseBits(value, fromBase, 32);

    public static uint ToUInt32(string value, int fromBase) => (uint)ParseBits(value, fromBase, 32);

    public static long ToInt64(string value, int fromBase) => (long)ParseBits(value, fromBase, 64);

    public static ulong ToUInt64(string value, int fromBase) => ParseBits(value, fromBase, 64);

    public static byte ToByte(string value, int fromBase) => (byte)ParseBits(value, fromBase, 8);

    /// <summary>A number to the base 2, 10 or 16, hexadecimal with an optional 0x.</summary>
    private static ulong ParseBits(string value, int fromBase, int width)
    {
        ReadOnlySpan<char> text = value;
        if (fromBase == 16 && text.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
            text = text.Slice(2);
        NumberStyles style = fromBase switch
        {
            2 => NumberStyles.AllowBinarySpecifier,
            10 => NumberStyles.AllowLeadingSign,
            16 => NumberStyles.AllowHexSpecifier,
            _ => throw new ArgumentException("Invalid Base."),
        };
        bool parsed = Number.TryParseInteger(text, style, width, isSigned: fromBase == 10, out ulong bits, out bool overflow);
        Number.ThrowIfFailed(parsed, overflow, "Int" + width);
        return bits;
    }

    public static byte ToByte(int value) => checked((byte)value);

    public static byte ToByte(long value) => checked((byte)value);

    public static short ToInt16(int value) => checked((short)value);

    public static ushort ToUInt16(int value) => checked((ushort)value);

    public static int ToInt32(long value) => checked((int)value);

    public static int ToInt32(uint value) => checked((int)value);

    public static int ToInt32(ulong value) => checked((int)value);

    public static int ToInt32(char value) => value;

    public static int ToInt32(bool value) => value ? 1 : 0;

    public static int ToInt32(double value) => checked((int)Math.Round(value));

    public static uint ToUInt32(int value) => checked((uint)value);

    public static uint ToUInt32(long value) => checked((uint)value);

    public static long ToInt64(int value) => value;

    public static long ToInt64(ulong value) => checked((long)value);

    public static long ToInt64(double value) => checked((long)Math.Round(value));

    public static ulong ToUInt64(int value) => checked((ulong)value);

    public static ulong ToUInt64(long value) => checked((ulong)value);

    public static double ToDouble(int value) => value;

    public static double ToDouble(long value) => value;

    public static char ToChar(int value) => checked((char)value);

    public static bool ToBoolean(int value) => value != 0;

    public static string ToString(int value) => value.ToString();

    public static string ToString(long value) => value.ToString();

    public static string ToString(ulong value) => value.ToString();

    public static string ToString(bool value) => value.ToString();

    public static string ToString(double value) => value.ToString();

    public static string ToString(object value) => value?.ToString() ?? "";

    public static string ToString(int value, int toBase) => ToString((uint)value, value, toBase);

    public static string ToString(long value, int toBase) => ToString((ulong)value, value, toBase);

    public static string ToString(byte value, int toBase) => ToString(value, value, toBase);

    private static string ToString(ulong bits, long value, int toBase) => toBase switch
    {
        2 => bits.ToString("B"),
        10 => value.ToString(),
        16 => bits.ToString("x"),
        _ => throw new ArgumentException("Invalid Base."),
    };

    public static string ToHexString(byte[] bytes) => ToHexString(new ReadOnlySpan<byte>(bytes));

    public static string ToHexString(ReadOnlySpan<byte> bytes) => ToHex(bytes, 'A');

    public static string ToHexStringLower(byte[] bytes) => ToHex(bytes, 'a');

    public static string ToHexStringLower(ReadOnlySpan<byte> bytes) => ToHex(bytes, 'a');

    private static string ToHex(ReadOnlySpan<byte> bytes, char letterA)
    {
        string text = string.Allocate(2 * bytes.Length);
        Span<char> place = text.Writable;
        for (int i = 0; i < bytes.Length; i++)
        {
            place[2 * i] = HexDigit(bytes[i] >> 4, letterA);
            place[2 * i + 1] = HexDigit(bytes[i] & 15, letterA);
        }
        return text;
    }

    private static char HexDigit(int digit, char letterA) => (char)(digit < 10 ? '0' + digit : letterA + digit - 10);

    public static byte[] FromHexString(string value)
    {
        if ((value.Length & 1) != 0)
            throw new FormatException("The input is not a valid hex string as its length is not a multiple of 2.");
        byte[] bytes = new byte[value.Length / 2];
        for (int i = 0; i < bytes.Length; i++)
        {
            uint high = Number.HexValue(value[2 * i]), low = Number.HexValue(value[2 * i + 1]);
            if ((high | low) > 15)
                throw new FormatException("The input is not a valid hex string as it contains a non-hex character.");
            bytes[i] = (byte)(high << 4 | low);
        }
        return bytes;
    }
}
