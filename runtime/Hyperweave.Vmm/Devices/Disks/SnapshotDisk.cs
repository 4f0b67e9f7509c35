using Microsoft.Win32.SafeHandles;

namespace Hyperweave.Vmm.Devices.Disks;

/// <summary>A disk that is never written to: what the guest writes goes to a sparse file of the same layout, which is deleted at the end.</summary>
public sealed class SnapshotDisk(IDisk origin) : IDisk
{
    private const int SectorsAWord = 64;

    private readonly SafeFileHandle _changes = File.OpenHandle(Path.GetTempFileName(), FileMode.Open, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose);

    /// <summary>A bit for each sector that has been written.</summary>
    private readonly Dictionary<ulong, ulong> _changed = [];

    public ulong Length => origin.Length;
    public bool IsReadOnly => false;

    public void Read(ulong offset, Span<byte> target)
    {
        while (target.Length != 0)
        {
            bool isChanged = IsChanged(offset / IDisk.SectorLength);
            int length = RunLength(offset, target.Length, isChanged);
            if (isChanged) DiskFile.Read(_changes, offset, target[..length]);
            else origin.Read(offset, target[..length]);
            target = target[length..];
            offset += (ulong)length;
        }
    }

    /// <summary>What has been changed is left to the thread that changes it.</summary>
    public bool TryReadAtOnce(ulong offset, Span<byte> target) =>
        !IsChanged(offset / IDisk.SectorLength) && RunLength(offset, target.Length, isChanged: false) == target.Length && origin.TryReadAtOnce(offset, target);

    public void Write(ulong offset, ReadOnlySpan<byte> source)
    {
        RandomAccess.Write(_changes, source, (long)offset);
        for (ulong sector = offset / IDisk.SectorLength, end = (offset + (ulong)source.Length) / IDisk.SectorLength; sector < end; sector++)
            _changed[sector / SectorsAWord] = _changed.GetValueOrDefault(sector / SectorsAWord) | 1UL << (int)(sector % SectorsAWord);
    }

    /// <summary>Nothing outlives the run.</summary>
    public void Flush() { }

    public void Dispose()
    {
        _changes.Dispose();
        origin.Dispose();
    }

    private bool IsChanged(ulong sector) => (_changed.GetValueOrDefault(sector / SectorsAWord) >> (int)(sector % SectorsAWord) & 1) != 0;

    private int RunLength(ulong offset, int most, bool isChanged)
    {
        int length = IDisk.SectorLength;
        while (length < most && IsChanged((offset + (ulong)length) / IDisk.SectorLength) == isChanged) length += IDisk.SectorLength;
        return Math.Min(length, most);
    }
}
