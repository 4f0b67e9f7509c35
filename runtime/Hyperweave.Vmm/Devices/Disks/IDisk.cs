namespace Hyperweave.Vmm.Devices.Disks;

/// <summary>Where a disk's bytes are. Ranges are within the disk; a failure of the host is an <see cref="IOException"/>.</summary>
public interface IDisk : IDisposable
{
    const int SectorLength = 512;

    /// <summary>Bytes, a multiple of the sector.</summary>
    ulong Length { get; }
    bool IsReadOnly { get; }
    void Read(ulong offset, Span<byte> target);

    /// <summary>As <see cref="Read"/> where that needs no waiting; false, and anything in the target, where it does.</summary>
    bool TryReadAtOnce(ulong offset, Span<byte> target);
    void Write(ulong offset, ReadOnlySpan<byte> source);

    /// <summary>Returns when everything written is on the medium.</summary>
    void Flush();
}

/// <summary>A disk as the user asks for it.</summary>
/// <param name="IsSnapshot">What the guest writes is forgotten at the end.</param>
public sealed record DiskOptions(string Path, bool IsSnapshot, bool IsReadOnly);

/// <summary>A file cannot be a disk; the message names it.</summary>
public sealed class DiskException(string message) : Exception(message);
