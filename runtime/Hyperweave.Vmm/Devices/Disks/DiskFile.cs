using Microsoft.Win32.SafeHandles;

namespace Hyperweave.Vmm.Devices.Disks;

/// <summary>A raw image: byte n of the disk is byte n of the file. Locked (flock) as long as it is open: for itself, or among readers.</summary>
public sealed class DiskFile : IDisk
{
    private readonly SafeFileHandle _file;

    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DiskException">It is in use, may not be opened, or is not whole sectors.</exception>
    public DiskFile(string path, bool isReadOnly)
    {
        IsReadOnly = isReadOnly;
        if (!File.Exists(path)) throw new FileNotFoundException($"{path}: there is no such disk image", path);
        try
        {
            _file = isReadOnly
                ? File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read)
                : File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new DiskException($"{path}: cannot be opened as a disk: {failure.Message}");
        }
        Length = (ulong)RandomAccess.GetLength(_file);
        if (Length % IDisk.SectorLength == 0) return;
        _file.Dispose();
        throw new DiskException($"{path}: {Length} bytes are not whole sectors of {IDisk.SectorLength}");
    }

    public ulong Length { get; }
    public bool IsReadOnly { get; }

    public void Read(ulong offset, Span<byte> target) => Read(_file, offset, target);

    public bool TryReadAtOnce(ulong offset, Span<byte> target) => Host.CachedFile.TryRead(_file, offset, target);

    /// <exception cref="IOException">The file cannot be read, or ends before.</exception>
    internal static void Read(SafeFileHandle file, ulong offset, Span<byte> target)
    {
        while (target.Length != 0)
        {
            int count = RandomAccess.Read(file, target, (long)offset);
            if (count == 0) throw new EndOfStreamException("the disk image has become shorter");
            target = target[count..];
            offset += (ulong)count;
        }
    }

    public void Write(ulong offset, ReadOnlySpan<byte> source) => RandomAccess.Write(_file, source, (long)offset);

    public void Flush() => RandomAccess.FlushToDisk(_file);

    public void Dispose() => _file.Dispose();
}
