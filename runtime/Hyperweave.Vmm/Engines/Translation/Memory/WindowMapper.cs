using Hyperweave.Vmm.GuestMemory;
using Hyperweave.Vmm.Host;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// Maps guest RAM into windows, as a processor fills its TLB: after a page walk, and until the entries of that walk change.
/// A page is mapped read-only while its D bit is clear, so that the first write is seen, and while it holds translated code.
/// </summary>
internal sealed unsafe class WindowMapper(GuestRam ram, GuestPhysicalMemory memory, CpuState* cpu, CodePages codePages)
{
    /// <summary>Of 128 TiB of host addresses, what windows may take together: 100 × 640 GiB.</summary>
    private const int MostWindows = 100;
    private const ulong LargestPiece = 2 << 20;
    /// <summary>vm.max_map_count is 65,530 by default, and the runtime needs its own.</summary>
    private const int MostRuns = 20_000;

    private readonly Stack<ulong> _free = new();
    private int _reserved;
    private int _runs;

    /// <summary>Too much is mapped: everything should be given up soon.</summary>
    internal bool IsFull => _runs > MostRuns || (_free.Count == 0 && _reserved >= MostWindows);

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
        _runs -= window.Runs.Count;
        _free.Push(window.HostStart - Window.Guard);
    }

    /// <summary>Gives the host addresses of closed windows back.</summary>
    internal void Release()
    {
        while (_free.TryPop(out ulong at)) Memory.Free((byte*)at, Window.Reserved);
        _reserved = 0;
    }

    /// <summary>Maps the page that a walk has found, or the 2 MiB around the address where it is larger.</summary>
    internal void Map(GuestSpace space, Window window, ulong address, in GuestMemory.Translation page)
    {
        ulong size = Math.Min(page.PageSize, LargestPiece);
        if (!GuestMemoryMap.TryOffset(memory.Size, page.Physical & ~(size - 1), size, out ulong offset))
        {
            size = GuestMemoryMap.PageSize;
            if (!GuestMemoryMap.TryOffset(memory.Size, page.Physical & ~0xFFFUL, size, out offset)) return;
        }
        var run = new MappedRun
        {
            Start = address & ~(size - 1), Length = size, Physical = page.Physical & ~(size - 1),
            Writable = page.Dirty && (page.Writable || (!space.IsUser && (cpu->Cr0 & Cr0.WP) == 0)),
        };
        Displace(window, run.Start, run.Length);
        var protection = run.Writable ? Protection.ReadWrite : Protection.Read;
        Memory.MapFileOver(run.Start + window.Bias, ram.FileDescriptor, offset, size, protection);
        window.Runs.Add(run);
        _runs++;
        if (run.Writable) ProtectCode(window, run);
        Remember(space, address);
    }

    /// <summary>Takes write access to a page of RAM away, wherever it is mapped.</summary>
    internal void ProtectPage(IEnumerable<GuestSpace> spaces, ulong physical)
    {
        foreach (var space in spaces)
        {
            foreach (var window in space.Windows)
            {
                foreach (var run in window.Runs)
                {
                    if (!run.Writable || physical - run.Physical >= run.Length) continue;
                    Memory.Protect(run.Start + window.Bias + (physical - run.Physical), GuestMemoryMap.PageSize, Protection.Read);
                }
            }
        }
    }

    /// <summary>A run with this right is mapped at the address already.</summary>
    internal static bool IsMapped(Window window, ulong address, bool write)
    {
        foreach (var run in window.Runs)
        {
            if (address - run.Start < run.Length && (run.Writable || !write)) return true;
        }
        return false;
    }

    /// <summary>Gives write access to one page of RAM back in a window; its run is writable.</summary>
    internal static void Unprotect(Window window, ulong address) =>
        Memory.Protect((address & ~0xFFFUL) + window.Bias, GuestMemoryMap.PageSize, Protection.ReadWrite);

    /// <summary>Drops what is mapped in a range of guest addresses, whole runs at a time.</summary>
    internal void Drop(GuestSpace space, ulong start, ulong length)
    {
        foreach (var window in space.Windows)
        {
            for (int index = window.Runs.Count - 1; index >= 0; index--)
            {
                var run = window.Runs[index];
                if (run.Start - start >= length && start - run.Start >= run.Length) continue;
                Memory.ReserveOver(run.Start + window.Bias, run.Length);
                RemoveRun(window, index);
            }
        }
    }

    private void Remember(GuestSpace space, ulong address)
    {
        Span<UsedEntry> path = stackalloc UsedEntry[4];
        int count = PageTablePath.Read(memory, space.Root, address, path);
        space.Remember(path[..count]);
    }

    private void ProtectCode(Window window, in MappedRun run)
    {
        for (ulong at = 0; at < run.Length; at += GuestMemoryMap.PageSize)
        {
            if (codePages.Contains(run.Physical + at))
                Memory.Protect(run.Start + window.Bias + at, GuestMemoryMap.PageSize, Protection.Read);
        }
    }

    /// <summary>Takes runs out of the way of a new one: those within it are mapped over, those beyond it go as a whole.</summary>
    private void Displace(Window window, ulong start, ulong length)
    {
        for (int index = window.Runs.Count - 1; index >= 0; index--)
        {
            var run = window.Runs[index];
            if (run.Start - start >= length && start - run.Start >= run.Length) continue;
            if (run.Start < start || run.End > start + length) Memory.ReserveOver(run.Start + window.Bias, run.Length);
            RemoveRun(window, index);
        }
    }

    private void RemoveRun(Window window, int index)
    {
        window.Runs[index] = window.Runs[^1];
        window.Runs.RemoveAt(window.Runs.Count - 1);
        _runs--;
    }
}
