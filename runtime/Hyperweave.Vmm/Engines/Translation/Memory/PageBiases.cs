using Hyperweave.Vmm.GuestMemory;
using Hyperweave.Vmm.Host;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// The bias of each page of the lower half, for user code that looks pages up instead of windows: a miss costs no signal and a
/// fill no system call. Two words for each page: the first is zero where nothing is known, else what leads into one of two
/// mappings of all RAM, of which one is read-only; the second is always zero and is met by accesses that cross the page's end
/// (Emitter.PageBias). The table shows one space at a time, its owner.
/// </summary>
internal sealed unsafe class PageBiases
{
    /// <summary>Missing so often may have touched 256 MiB of the table: it is thrown away then.</summary>
    private const int MostMisses = 1 << 16;
    private const ulong LowerHalf = 1UL << 47;

    private readonly ProcessorContext _context;
    private readonly GuestRam _ram;
    private readonly GuestPhysicalMemory _memory;
    private readonly CodePages _codePages;
    private readonly byte* _readOnly;
    private GuestSpace? _owner;
    private int _misses;

    internal PageBiases(ProcessorContext context, GuestRam ram, GuestPhysicalMemory memory, CodePages codePages)
    {
        (_context, _ram, _memory, _codePages) = (context, ram, memory, codePages);
        _readOnly = Memory.MapFile(ram.FileDescriptor, 0, ram.Size, Protection.Read);
        context.Word(EngineLayout.PageMask) = LowerHalf - GuestMemoryMap.PageSize;
    }

    private ulong* Table => (ulong*)(_context.Base + EngineLayout.PageBiases);

    /// <summary>The table shows this space from now on.</summary>
    internal void Show(GuestSpace space)
    {
        if (_owner == space) return;
        Hide();
        foreach (var (page, bias) in space.Pages) Table[IndexOf(page)] = bias;
        _owner = space;
    }

    /// <summary>The table shows no space.</summary>
    internal void Hide()
    {
        if (_owner is null) return;
        foreach (ulong page in _owner.Pages.Keys) Table[IndexOf(page)] = 0;
        _owner = null;
    }

    /// <summary>Counts a miss.</summary>
    internal void CountMiss()
    {
        if (++_misses < MostMisses) return;
        _misses = 0;
        _owner?.Pages.Clear();
        Memory.AllocateOver((ulong)Table, EngineLayout.PageBiasBytes);
    }

    /// <summary>Enters a page that a walk of the owner's tables has found; false where its accesses are the interpreter's.</summary>
    internal bool Fill(GuestSpace space, ulong address, in GuestMemory.Translation page)
    {
        ulong start = address & ~0xFFFUL;
        if (start >= LowerHalf || space.Pages.ContainsKey(start)) return false;
        if (!GuestMemoryMap.TryOffset(_memory.Size, page.Physical & ~0xFFFUL, GuestMemoryMap.PageSize, out ulong offset)) return false;
        bool writable = page.Dirty && page.Writable && !_codePages.Contains(page.Physical);
        ulong bias = (ulong)(writable ? _ram.Base : _readOnly) + offset - start;
        // A host address that equals the guest's cannot be told from a missing page.
        if (bias == 0) return false;
        space.Pages[start] = bias;
        Table[IndexOf(start)] = bias;
        return true;
    }

    /// <summary>Forgets what is known of a range of guest addresses.</summary>
    internal void Drop(GuestSpace space, ulong start, ulong length)
    {
        if (length == GuestMemoryMap.PageSize) Drop(space, start);
        else if (space.Pages.Count != 0)
        {
            foreach (ulong page in space.Pages.Keys)
            {
                if (page - start < length) Drop(space, page);
            }
        }
    }

    internal void Drop(GuestSpace space, ulong page)
    {
        if (space.Pages.Remove(page) && _owner == space) Table[IndexOf(page)] = 0;
    }

    /// <summary>Forgets a page of RAM that may not be written directly any more.</summary>
    internal void Protect(List<GuestSpace> spaces, ulong physical)
    {
        if (!GuestMemoryMap.TryOffset(_memory.Size, physical & ~0xFFFUL, GuestMemoryMap.PageSize, out ulong offset)) return;
        ulong host = (ulong)_ram.Base + offset;
        foreach (var space in spaces)
        {
            foreach (var (page, bias) in space.Pages)
            {
                if (page + bias == host) Drop(space, page);
            }
        }
    }

    internal void Release() => Memory.Free(_readOnly, _ram.Size);

    private static ulong IndexOf(ulong page) => page >> 11;
}
