using Hyperweave.Vmm.GuestMemory;

namespace Hyperweave.Vmm.Paravirtual;

/// <summary>
/// The page tables that a paravirtual or hosted guest starts with, at the top of RAM: all RAM at its own addresses, in pages of 2 MiB
/// but for the first 2 MiB, of which page 0 is absent so that a null dereference faults (Intel SDM 3A 4.5).
/// </summary>
internal sealed class BootPageTables
{
    private const ulong Table = GuestMemoryMap.PageSize, LargePage = 2 << 20, DirectorySpan = 1 << 30;
    /// <summary>Present, writable, accessed; a leaf also dirty, so that an engine maps it writable at once; page size.</summary>
    private const ulong Link = 0x23, Leaf = 0x63, LargeLeaf = Leaf | 0x80;
    private readonly GuestPhysicalMemory _memory;
    private readonly ulong _directories, _deviceEnd;

    /// <param name="memory">All of RAM.</param>
    /// <param name="deviceEnd">Devices below this address are mapped as well as RAM; 0 for none.</param>
    public BootPageTables(GuestPhysicalMemory memory, ulong deviceEnd = 0)
    {
        (_memory, _deviceEnd) = (memory, deviceEnd);
        _directories = (Math.Max(EndOfMemory, deviceEnd) + DirectorySpan - 1) / DirectorySpan;
        UsableSize = memory.Size - (3 + _directories) * Table;
    }

    /// <summary>Bytes of RAM that are the guest's; the tables stand behind.</summary>
    public ulong UsableSize { get; }

    private ulong EndOfMemory => _memory.Size <= GuestMemoryMap.LowLimit
        ? _memory.Size : GuestMemoryMap.HighStart + (_memory.Size - GuestMemoryMap.LowLimit);

    /// <summary>Writes them.</summary>
    /// <returns>The physical address of the PML4, for CR3.</returns>
    public ulong Write()
    {
        ulong root = EndOfMemory - (3 + _directories) * Table;
        ulong pointers = root + Table, lowest = pointers + Table, directories = lowest + Table;
        for (ulong at = root; at < EndOfMemory; at += Table) _memory.Slice(at, (int)Table).Clear();
        _memory.Write(root, pointers | Link);
        for (ulong i = 0; i < _directories; i++) _memory.Write(pointers + i * 8, directories + i * Table | Link);
        foreach (var (start, length) in GuestMemoryMap.Regions(_memory.Size).Append((Start: 0UL, Length: _deviceEnd)))
            for (ulong page = start; page < start + length; page += LargePage)
                _memory.Write(directories + page / LargePage * 8, page | LargeLeaf);
        _memory.Write(directories, lowest | Link);
        for (ulong i = 1; i < 512; i++) _memory.Write(lowest + i * 8, i * Table | Leaf);
        return root;
    }
}
