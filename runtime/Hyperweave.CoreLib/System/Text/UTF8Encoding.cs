namespace System.Text;

/// <summary>UTF-8 (RFC 3629). What is not well formed becomes U+FFFD.</summary>
public class UTF8Encoding : Encoding
{
    private const char Replacement = '\uFFFD';

    public UTF8Encoding() { }

    public UTF8Encoding(bool encoderShouldEmitUTF8Identifier) { }

    public override int GetByteCount(ReadOnlySpan<char> chars)
    {
        int count = 0;
        for (int i = 0; i < chars.Length;)
            count += ByteCount(ReadScalar(chars, ref i));
        return count;
    }

    public override int GetBytes(ReadOnlySpan<char> chars, Span<byte> bytes)
    {
        int count = 0;
        for (int i = 0; i < chars.Length;)
        {
            uint scalar = ReadScalar(chars, ref i);
            int length = ByteCount(scalar);
            WriteScalar(scalar, bytes.Slice(count, length));
            count += length;
        }
        return count;
    }

    private static uint ReadScalar(ReadOnlySpan<char> chars, ref int index)
    {
        char first = chars[index++];
        if (!char.IsSurrogate(first))
            return first;
        if (char.IsHighSurrogate(first) && index < chars.Length && char.IsLowSurrogate(chars[index]))
            return 0x10000 + ((uint)(first - 0xD800) << 10) + (uint)(chars[index++] - 0xDC00);
        return Replacement;
    }

    private static int ByteCount(uint scalar) => scalar < 0x80 ? 1 : scalar < 0x800 ? 2 : scalar < 0x10000 ? 3 : 4;

    private static void WriteScalar(uint scalar, Span<byte> bytes)
    {
        for (int i = bytes.Length - 1; i > 0; i--, scalar >>= 6)
            bytes[i] = (byte)(0x80 | scalar & 0x3F);
        bytes[0] = bytes.Length == 1 ? (byte)scalar : (byte)(0xF00u >> bytes.Length | scalar);
    }

    public override int GetCharCount(ReadOnlySpan<byte> bytes)
    {
        int count = 0;
        for (int i = 0; i < bytes.Length;)
            count += ReadScalar(bytes, ref i) >= 0x10000 ? 2 : 1;
        return count;
    }

    public override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars)
    {
        int count = 0;
        for (int i = 0; i < bytes.Length;)
        {
            uint scalar = ReadScalar(bytes, ref i);
            if (scalar < 0x10000)
                chars[count++] = (char)scalar;
            else
            {
                chars[count++] = (char)(0xD800 + (scalar - 0x10000 >> 10));
                chars[count++] = (char)(0xDC00 + (scalar & 0x3FF));
            }
        }
        return count;
    }

    private static uint ReadScalar(ReadOnlySpan<byte> bytes, ref int index)
    {
        byte first = bytes[index++];
        if (first < 0x80)
            return first;
        int length = first is >= 0xC2 and < 0xE0 ? 2 : first is >= 0xE0 and < 0xF0 ? 3 : first is >= 0xF0 and < 0xF5 ? 4 : 0;
        uint scalar = (uint)(first & 0x7F >> length);
        for (int i = 1; i < length; i++)
        {
            if (index >= bytes.Length || (bytes[index] & 0xC0) != 0x80 || i == 1 && !IsSecondByte(first, bytes[index]))
                return Replacement;
            scalar = scalar << 6 | (uint)(bytes[index++] & 0x3F);
        }
        return length == 0 ? Replacement : scalar;
    }

    /// <summary>Rules out overlong forms, surrogates and what is beyond U+10FFFF.</summary>
    private static bool IsSecondByte(byte first, byte second) => first switch
    {
        0xE0 => second >= 0xA0,
        0xED => second < 0xA0,
        0xF0 => second >= 0x90,
        0xF4 => second < 0x90,
        _ => true,
    };
}
