using Hyperweave.Vmm.GuestMemory;
using Hyperweave.Vmm.Host;

namespace Hyperweave.Vmm.Engines.Direct;

/// <summary>A run of guest-virtual addresses that is mapped in this process, from pages of one size.</summary>
internal readonly record struct Extent(ulong Start, ulong End, ulong PageSize);

/// <summary>
/// The guest's address space inside the VMM's process, at the guest's own addresses: a TLB made of mappings, filled on
/// faults and emptied by flushes. Addresses are reserved by the gigabyte before anything is mapped there, so that nothing
/// of the process itself can be overwritten, and nothing else moves in.
/// </summary>
internal sealed class GuestMappings(GuestRam ram) : IDisposable
{
    private const ulong ReservationSize = 1 << 30;
    /// <summary>Linux keeps the lowest page free (vm.mmap_min_addr), which suits a guest whose page 0 is absent.</summary>
    private const ulong LowestAddress = GuestMemoryMap.PageSize;
    /// <summary>User addresses end below the canonical hole; the rest is the host kernel's.</summary>
    private const ulong HighestAddress = 1UL << 47;
    /// <summary>Well below vm.max_map_count (65,530), past which mmap fails and the runtime dies.</summary>
    private const int MostExtents = 20_000;

    private readonly List<Extent> _extents = []; // by address, not overlapping
    private readonly HashSet<ulong> _reserved = [];

    public int Count => _extents.Count;

    public IReadOnlyList<Extent> Extents => _extents;

    /// <summary>Whether this process can have a mapping at an address at all.</summary>
    public static bool CanHold(ulong address) => address is >= LowestAddress and < HighestAddress;

    /// <summary>Maps RAM at guest addresses, in place of what is mapped there.</summary>
    /// <param name="offset">Of the run in the RAM file.</param>
    /// <exception cref="HostException">The addresses are in use by the process itself.</exception>
    public void Map(Extent run, ulong offset, Protection protection)
    {
        if (_extents.Count >= MostExtents) UnmapAll();
        Reserve(run.Start);
        Forget(run.Start, run.End);
        Memory.MapFileOver(run.Start, ram.FileDescriptor, offset, run.End - run.Start, protection);
        _extents.Insert(FirstAt(run.Start), run);
    }

    /// <summary>Unmaps the page, of whatever size, that holds an address; cheap where nothing is mapped.</summary>
    public void UnmapPage(ulong address)
    {
        int index = FirstAt(address + 1) - 1;
        if (index < 0 || _extents[index].End <= address) return;
        var extent = _extents[index];
        ulong page = address & ~(extent.PageSize - 1);
        Unmap(Math.Max(page, extent.Start), Math.Min(page + extent.PageSize, extent.End));
    }

    public void UnmapWhere(Predicate<Extent> condition)
    {
        foreach (var extent in _extents)
            if (condition(extent)) Memory.ReserveOver(extent.Start, extent.End - extent.Start);
        _extents.RemoveAll(condition);
    }

    public void UnmapAll() => UnmapWhere(_ => true);

    public unsafe void Dispose()
    {
        foreach (ulong start in _reserved)
        {
            ulong first = Math.Max(start, LowestAddress);
            Memory.Free((byte*)first, start + ReservationSize - first);
        }
        _reserved.Clear();
        _extents.Clear();
    }

    private void Unmap(ulong start, ulong end)
    {
        Forget(start, end);
        Memory.ReserveOver(start, end - start);
    }

    private void Reserve(ulong address)
    {
        ulong start = address & ~(ReservationSize - 1);
        if (_reserved.Contains(start)) return;
        ulong first = Math.Max(start, LowestAddress);
        Memory.ReserveAt(first, start + ReservationSize - first);
        _reserved.Add(start);
    }

    /// <summary>Takes a range out of the list, cutting extents that reach beyond it.</summary>
    private void Forget(ulong start, ulong end)
    {
        int index = FirstAt(start);
        if (index > 0 && _extents[index - 1].End > start) index--;
        while (index < _extents.Count && _extents[index].Start < end)
        {
            var extent = _extents[index];
            _extents.RemoveAt(index);
            if (extent.Start < start) _extents.Insert(index++, extent with { End = start });
            if (extent.End > end) _extents.Insert(index++, extent with { Start = end });
        }
    }

    /// <summary>Index of the first extent that starts at an address or above.</summary>
    private int FirstAt(ulong address)
    {
        int low = 0, high = _extents.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_extents[middle].Start < address) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
