using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Hyperweave.Vmm.GuestMemory;
using Hyperweave.Vmm.Host;
using Microsoft.Win32.SafeHandles;

namespace Hyperweave.Vmm.Loading;

/// <summary>
/// The bytes of an image file. Every access is checked, and a failure names what was wanted and where. A large file is read as far as
/// it is looked at: a kernel's headers stand at its beginning, and the rest goes from the file into the guest's memory.
/// </summary>
internal sealed class ImageBytes
{
    /// <summary>Larger files are refused before they are read.</summary>
    private const long LargestFile = 1L << 30;
    private const int HeadBytes = 64 << 10;

    private readonly string _path;
    /// <summary>Null when <see cref="_bytes"/> was all of it from the beginning. Kept open: what is read later is the same file, whatever has its name then.</summary>
    private readonly SafeFileHandle? _file;
    private readonly DateTime _written;
    /// <summary>The file's beginning, or all of it.</summary>
    private byte[] _bytes;

    public ImageBytes(string path, byte[] bytes) => (_path, _bytes, Length) = (path, bytes, bytes.Length);

    private ImageBytes(string path, SafeFileHandle file, int length)
    {
        (_path, _file, Length) = (path, file, length);
        _written = File.GetLastWriteTimeUtc(file);
        _bytes = Read(HeadBytes);
    }

    public string Path => _path;
    public int Length { get; }

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
            if (file.Length > HeadBytes) return new ImageBytes(path, CachedFile.Open(path), (int)file.Length);
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
        Check(offset, length, what);
        if (offset + length > (ulong)_bytes.Length) _bytes = Read(Length);
        return _bytes.AsSpan((int)offset, (int)length);
    }

    /// <summary>Copies a range of the file into a guest's memory, without reading it first where it has not been read.</summary>
    /// <exception cref="ImageException">The file does not hold all of it.</exception>
    /// <exception cref="GuestMemoryException">The target is not RAM.</exception>
    public void CopyTo(GuestPhysicalMemory memory, ulong physical, ulong offset, ulong length, string what)
    {
        Check(offset, length, what);
        if (offset + length <= (ulong)_bytes.Length) Slice(offset, length, what).CopyTo(memory.Slice(physical, (int)length));
        else if (memory.Load(physical, _file!, offset, (int)length) != (int)length) throw Shorter();
    }

    /// <summary>SHA-256 of the file, lower-case hexadecimal; null where it has been written to since it was opened.</summary>
    public string? Sha256()
    {
        if (_file is not null && (RandomAccess.GetLength(_file) != Length || File.GetLastWriteTimeUtc(_file) != _written)) return null;
        return Convert.ToHexStringLower(SHA256.HashData(Slice(0, (ulong)Length, "file")));
    }

    private void Check(ulong offset, ulong length, string what)
    {
        if (offset > (ulong)Length || length > (ulong)Length - offset)
            throw Bad($"{what}: 0x{length:X} bytes do not lie in the file of 0x{Length:X}", offset);
    }

    private byte[] Read(int count)
    {
        byte[] bytes = GC.AllocateUninitializedArray<byte>(count);
        for (int done = 0, read; done < count; done += read)
        {
            read = RandomAccess.Read(_file!, bytes.AsSpan(done), done);
            if (read == 0) throw Shorter();
        }
        return bytes;
    }

    private ImageException Shorter() => new(_path, "has become shorter while it was read");

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

    public ImageException Bad(string problem, ulong offset) => new(_path, problem, (long)offset);
}
