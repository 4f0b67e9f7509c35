namespace System.Text;

/// <summary>Text to bytes and back.</summary>
public abstract class Encoding
{
    public static Encoding UTF8 { get; } = new UTF8Encoding();

    public static Encoding ASCII { get; } = new ASCIIEncoding();

    public abstract int GetByteCount(ReadOnlySpan<char> chars);

    public abstract int GetBytes(ReadOnlySpan<char> chars, Span<byte> bytes);

    public abstract int GetCharCount(ReadOnlySpan<byte> bytes);

    public abstract int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars);

    public virtual int GetByteCount(string text) => GetByteCount(text.AsSpan());

    public virtual byte[] GetBytes(string text)
    {
        ArgumentNullException.ThrowIfNull(text, nameof(text));
        byte[] bytes = new byte[GetByteCount(text.AsSpan())];
        GetBytes(text.AsSpan(), bytes);
        return bytes;
    }

    public virtual byte[] GetBytes(char[] chars) => GetBytes(new string(chars));

    public string GetString(ReadOnlySpan<byte> bytes)
    {
        string text = string.Allocate(GetCharCount(bytes));
        GetChars(bytes, text.Writable);
        return text;
    }

    public virtual string GetString(byte[] bytes) => GetString(new ReadOnlySpan<byte>(bytes));

    public virtual string GetString(byte[] bytes, int index, int count) => GetString(new ReadOnlySpan<byte>(bytes, index, count));

    public unsafe string GetString(byte* bytes, int byteCount) => GetString(new ReadOnlySpan<byte>(bytes, byteCount));
}
