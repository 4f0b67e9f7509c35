using Hyperweave.Vmm.GuestMemory;
using Hyperweave.Vmm.Host;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// Maps guest RAM into windows, as a processor fills its TLB: after a page walk, and until the entries of that walk change.
/// A page is mapped read-only while its D bit is clear, so that the first write is seen, and while it holds translated code.
/// </summary>
internal sealed unsafe class WindowMapper(GuestRam ram, GuestPhysicalMemory memory, CpuState* cpu, CodePages codePages, Watchpoints watchpoints)
{
    /// <summary>Of 128 TiB of host addresses, what windows may take together: 100 × 640 GiB.</summary>
    private const int MostWindows = 100;
    /// <summary>What one process may add while it runs: it is made room for before it does.</summary>
    private const int SpareWindows = 8;
    private const ulong LargestPiece = 2 << 20, ProtectedTogether = 64 << 10;
    /// <summary>vm.max_map_count is 65,530 by default, and the runtime needs its own.</summary>
    private const int MostRuns = 20_000;
    /// <summary>In one window.</summary>
    private const int MostVacant = 64;

    private readonly Stack<ulong> _free = new();
    private readonly List<MappedRun> _removed = [];
    /// <summary>Blocks of RAM, by their addresses, that no window lets anyone write, but for the pages that have got that right back: a bit for each.</summary>
    private readonly Dictionary<ulong, ushort> _protected = [];
    private int _reserved;
    private int _runs;

    /// <summary>Little is left: what has not run for long should be given up.</summary>
    internal bool IsFull => _runs > MostRuns || _free.Count + MostWindows - _reserved < SpareWindows;

    internal Window Open(GuestSpace space, ulong slot)
    {
        if (!_free.TryPop(out ulong at))
        {
            at = (ulong)Memory.Reserve(Window.Reserved);
            _reserved++;
        }
        var window = new Window(slot, at + Window.Guard);
        space.Windows.Add(window);
        return window;
    }

    internal void Close(Window window)
    {
        Memory.ReserveOver(window.HostStart, Window.Bytes);
        _runs -= window.Runs.Count + window.Vacant.Count;
        _free.Push(window.HostStart - Window.Guard);
    }

    /// <summary>Gives the host addresses of closed windows back.</summary>
    internal void Release()
    {
        while (_free.TryPop(out ulong at)) Memory.Free((byte*)at, Window.Reserved);
        _reserved = 0;
    }

    /// <summary>Maps the page that a walk has found, or the 2 MiB around the address where it is larger; but no page with a breakpoint on data.</summary>
    internal void Map(GuestSpace space, Window window, ulong address, in GuestMemory.Translation page)
    {
        ulong size = page.PageSize < LargestPiece || IsWatched(address, LargestPiece) ? GuestMemoryMap.PageSize : LargestPiece;
        if (IsWatched(address, size)) return;
        if (!GuestMemoryMap.TryOffset(memory.Size, page.Physical & ~(size - 1), size, out ulong offset))
        {
            size = GuestMemoryMap.PageSize;
            if (!GuestMemoryMap.TryOffset(memory.Size, page.Physical & ~0xFFFUL, size, out offset)) return;
        }
        var run = new MappedRun
        {
            Start = address & ~(size - 1), Length = size, Physical = page.Physical & ~(size - 1),
            Writable = page.Dirty && (page.Writable || (space.Kind != SpaceKind.User && (cpu->Cr0 & Cr0.WP) == 0)),
        };
        Displace(window, run.Start, run.Length);
        var protection = run.Writable ? Protection.ReadWrite : Protection.Read;
        if (TakesVacant(window, run)) Memory.Protect(run.Start + window.Bias, size, protection);
        else Memory.MapFileOver(run.Start + window.Bias, ram.FileDescriptor, offset, size, protection);
        window.Runs[run.Start] = run;
        _runs++;
        if (!run.Writable) return;
        for (ulong at = 0; at < size; at += ProtectedTogether) _protected.Remove(BlockOf(run.Physical + at));
        ProtectCode(window, run);
    }

    private bool IsWatched(ulong address, ulong size) => watchpoints.WatchesData && watchpoints.Covers(address & ~(size - 1), size);

    /// <summary>
    /// Takes write access to a page of RAM away, wherever it is mapped; in a larger run to the pages around it too, where more code is
    /// likely: each call splits the host's mapping and interrupts its other processors. One that holds none gets it back at its first write.
    /// Where the space does not run, a larger run is dropped once and for all: a kernel that has set up its processor may never run there again.
    /// </summary>
    internal void ProtectPage(List<GuestSpace> spaces, Predicate<GuestSpace> isRunning, ulong physical)
    {
        bool isKnown = _protected.TryGetValue(BlockOf(physical), out ushort written);
        if (isKnown && (written & BitOf(physical)) == 0) return;
        bool isWhole = true;
        foreach (var space in spaces)
        {
            bool runs = isRunning(space);
            foreach (var window in space.Windows)
            {
                if (!runs) DropLarge(window, physical);
                isWhole &= ProtectPage(window, physical, isKnown ? GuestMemoryMap.PageSize : ProtectedTogether);
            }
        }
        if (isKnown || isWhole) _protected[BlockOf(physical)] = (ushort)(written & ~BitOf(physical));
    }

    private void DropLarge(Window window, ulong physical)
    {
        foreach (var run in window.Runs.Values)
        {
            if (run.Length > GuestMemoryMap.PageSize && run.Writable && physical - run.Physical < run.Length) Unmap(window, run);
        }
    }

    /// <returns>Nothing of its block can be written through the window any more.</returns>
    private static bool ProtectPage(Window window, ulong physical, ulong together)
    {
        bool isWhole = true;
        foreach (var run in window.Runs.Values)
        {
            if (!run.Writable) continue;
            if (physical - run.Physical >= run.Length)
            {
                isWhole &= BlockOf(run.Physical) != BlockOf(physical);
                continue;
            }
            ulong size = Math.Min(run.Length, together);
            Memory.Protect(run.Start + window.Bias + (physical - run.Physical & ~(size - 1)), size, Protection.Read);
        }
        return isWhole;
    }

    private static ulong BlockOf(ulong physical) => physical & ~(ProtectedTogether - 1);

    /// <summary>Of a page in its block.</summary>
    private static ushort BitOf(ulong physical) => (ushort)(1 << (int)(physical % ProtectedTogether / GuestMemoryMap.PageSize));

    /// <summary>A run with this right is mapped at the address already.</summary>
    internal static bool IsMapped(Window window, ulong address, bool write) => window.TryFind(address, out var run) && (run.Writable || !write);

    /// <summary>Gives write access to one page of RAM back in a window; its run is writable.</summary>
    internal void Unprotect(Window window, ulong address)
    {
        // What the page tables say by now may be another page.
        if (window.TryFind(address, out var run))
        {
            ulong physical = run.Physical + (address - run.Start);
            if (_protected.TryGetValue(BlockOf(physical), out ushort written)) _protected[BlockOf(physical)] = (ushort)(written | BitOf(physical));
        }
        Memory.Protect((address & ~0xFFFUL) + window.Bias, GuestMemoryMap.PageSize, Protection.ReadWrite);
    }

    /// <summary>A page of 4 KiB may not be written any more; nothing else of it has changed.</summary>
    internal static void Downgrade(GuestSpace space, ulong address)
    {
        if (space.FindWindow(BiasTable.SlotOf(address)) is not { } window || !window.TryFind(address, out var run) || !run.Writable) return;
        run.Writable = false;
        window.Runs[run.Start] = run;
        Memory.Protect(run.Start + window.Bias, run.Length, Protection.Read);
    }

    /// <summary>Drops what is mapped in a range of guest addresses that one page-table entry governs, whole runs at a time.</summary>
    internal void Drop(GuestSpace space, ulong start, ulong length)
    {
        var window = space.FindWindow(BiasTable.SlotOf(start));
        if (window is null || window.Runs.Count == 0) return;
        if (length > GuestMemoryMap.PageSize) DropRange(window, start, length);
        else if (window.TryFind(start, out var run)) Vacate(window, run);
    }

    private void DropRange(Window window, ulong start, ulong length)
    {
        _removed.Clear();
        foreach (var run in window.Runs.Values)
        {
            if (run.Start - start < length || start - run.Start < run.Length) _removed.Add(run);
        }
        if (_removed.Count == 0) return;
        if (_removed.Count == 1) Vacate(window, _removed[0]);
        else DropRemoved(window);
    }

    /// <summary>One call for all of them, from the first to the last: one for the whole range would split the reservation and free the host's page tables each time.</summary>
    private void DropRemoved(Window window)
    {
        ulong start = ulong.MaxValue, end = 0;
        bool areSmall = true;
        foreach (var run in _removed)
        {
            (start, end) = (Math.Min(start, run.Start), Math.Max(end, run.Start + run.Length));
            areSmall &= run.Length == GuestMemoryMap.PageSize;
            window.Runs.Remove(run.Start);
        }
        if (areSmall && window.Vacant.Count + _removed.Count <= MostVacant)
        {
            Memory.Protect(start + window.Bias, end - start, Protection.None);
            foreach (var run in _removed) window.Vacant[run.Start] = run.Physical;
            return;
        }
        Memory.ReserveOver(start + window.Bias, end - start);
        ForgetVacant(window, start, end - start);
        _runs -= _removed.Count;
    }

    /// <summary>A page of 4 KiB keeps its mapping without access: giving it back, and mapping the page that follows, costs the host three times as much.</summary>
    private void Vacate(Window window, in MappedRun run)
    {
        if (run.Length > GuestMemoryMap.PageSize || window.Vacant.Count == MostVacant)
        {
            Unmap(window, run);
            return;
        }
        Memory.Protect(run.Start + window.Bias, run.Length, Protection.None);
        window.Runs.Remove(run.Start);
        window.Vacant[run.Start] = run.Physical;
    }

    /// <summary>The run is about to take the place of a vacant page; true where it shows what that showed.</summary>
    private bool TakesVacant(Window window, in MappedRun run)
    {
        if (run.Length > GuestMemoryMap.PageSize)
        {
            ForgetVacant(window, run.Start, run.Length);
            return false;
        }
        if (!window.Vacant.Remove(run.Start, out ulong physical)) return false;
        _runs--;
        return physical == run.Physical;
    }

    private void ForgetVacant(Window window, ulong start, ulong length)
    {
        foreach (ulong page in window.Vacant.Keys)
        {
            if (page - start >= length) continue;
            window.Vacant.Remove(page);
            _runs--;
        }
    }

    private void Unmap(Window window, in MappedRun run)
    {
        Memory.ReserveOver(run.Start + window.Bias, run.Length);
        Forget(window, run);
    }

    private void Forget(Window window, in MappedRun run)
    {
        window.Runs.Remove(run.Start);
        _runs--;
    }

    private void ProtectCode(Window window, in MappedRun run)
    {
        for (ulong at = 0; at < run.Length; at += GuestMemoryMap.PageSize)
        {
            if (codePages.Contains(run.Physical + at))
                Memory.Protect(run.Start + window.Bias + at, GuestMemoryMap.PageSize, Protection.Read);
        }
    }

    /// <summary>Takes runs out of the way of a new one: one in its very place is mapped over, a larger one goes as a whole.</summary>
    private void Displace(Window window, ulong start, ulong length)
    {
        if (length == GuestMemoryMap.PageSize)
        {
            if (!window.TryFind(start, out var run)) return;
            if (run.Length > length) Unmap(window, run);
            else Forget(window, run);
        }
        else DropRange(window, start, length);
    }
}
