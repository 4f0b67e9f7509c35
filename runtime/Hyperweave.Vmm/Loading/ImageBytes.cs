using System.Buffers.Binary;
using System.Text;

namespace Hyperweave.Vmm.Loading;

/// <summary>The bytes of an image file. Every access is checked, and a failure names what was wanted and where.</summary>
internal sealed class ImageBytes(string path, byte[] bytes)
{
    /// <summary>Larger files are refused before they are read.</summary>
    private const long LargestFile = 1L << 30;

    public string Path => path;
    public int Length => bytes.Length;

    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ImageException">It cannot be read, is empty or larger than 1 GiB.</exception>
    public static ImageBytes Open(string path)
    {
        var file = new FileInfo(path);
        if (Directory.Exists(path)) throw new ImageException(path, "is a folder, not an image");
        if (!file.Exists) throw new FileNotFoundException($"{path}: no such file", path);
        try
        {
            // Devices and pipes have no length: the bytes read decide.
            if (file.Length > LargestFile) throw new ImageException(path, $"{file.Length} bytes are more than an image may have (1 GiB)");
            byte[] content = File.ReadAllBytes(path);
            return content.Length != 0 ? new ImageBytes(path, content) : throw new ImageException(path, "is empty");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ImageException(path, $"cannot be read: {failure.Message}");
        }
    }

    /// <summary>A range of the file.</summary>
    /// <exception cref="ImageException">The file does not hold all of it.</exception>
    public ReadOnlySpan<byte> Slice(ulong offset, ulong length, string what)
    {
        if (offset > (ulong)bytes.Length || length > (ulong)bytes.Length - offset)
            throw Bad($"{what}: 0x{length:X} bytes do not lie in the file of 0x{bytes.Length:X}", offset);
        return bytes.AsSpan((int)offset, (int)length);
    }

    public byte U8(ulong offset, string what) => Slice(offset, 1, what)[0];
    public ushort U16(ulong offset, string what) => BinaryPrimitives.ReadUInt16LittleEndian(Slice(offset, 2, what));
    public uint U32(ulong offset, string what) => BinaryPrimitives.ReadUInt32LittleEndian(Slice(offset, 4, what));
    public ulong U64(ulong offset, string what) => BinaryPrimitives.ReadUInt64LittleEndian(Slice(offset, 8, what));

    /// <summary>A zero-terminated string inside a table; its end is the table's end at the latest.</summary>
    public string Text(ulong tableOffset, ulong tableLength, ulong index)
    {
        if (index >= tableLength) return "";
        var rest = Slice(tableOffset + index, tableLength - index, "string table");
        int end = rest.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? rest : rest[..end]);
    }

    public ImageException Bad(string problem, ulong offset) => new(path, problem, (long)offset);
}
