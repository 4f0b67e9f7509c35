namespace Hyperweave.Guest;

/// <summary>Text on the console: characters up to U+00FF as one byte, any other as '?'.</summary>
public static class Serial
{
    private const int ChunkBytes = 128;

    /// <summary>Writes text as it is.</summary>
    public static void Write(string text) => Write((ReadOnlySpan<char>)text);

    /// <summary>Writes characters as they are.</summary>
    public static void Write(ReadOnlySpan<char> text)
    {
        Span<byte> chunk = stackalloc byte[ChunkBytes];
        for (var start = 0; start < text.Length; start += ChunkBytes)
        {
            var count = Math.Min(ChunkBytes, text.Length - start);
            for (var index = 0; index < count; index++)
                chunk[index] = ToByte(text[start + index]);
            Platform.ConsoleWrite(chunk.Slice(0, count));
        }
    }

    /// <summary>Writes text and a line feed.</summary>
    public static void WriteLine(string text)
    {
        Write(text);
        Write("\n");
    }

    internal static byte ToByte(char character) => character <= 0xFF ? (byte)character : (byte)'?';
}
