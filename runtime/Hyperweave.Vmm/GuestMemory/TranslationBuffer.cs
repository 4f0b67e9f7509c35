using System.Runtime.CompilerServices;

namespace Hyperweave.Vmm.GuestMemory;

/// <summary>
/// A small translation look-aside buffer for the accesses that operations make: the IDT, the GDT and the kernel stack are
/// the same few pages each time. It is emptied whenever the manual lets the processor's be.
/// </summary>
internal sealed class TranslationBuffer
{
    private const int Size = 64;

    private struct Entry
    {
        /// <summary>The page's address, with the kind of access in the low bits: rights and D were checked for that kind.</summary>
        public ulong Tag;
        public ulong Frame;
        public ulong Generation;
    }

    private readonly Entry[] _entries = new Entry[Size];
    private ulong _generation = 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryFind(ulong address, AccessKind kind, out ulong physical)
    {
        ref var entry = ref Slot(address, kind);
        physical = entry.Frame | address & 0xFFF;
        return entry.Tag == Tag(address, kind) && entry.Generation == _generation;
    }

    public void Add(ulong address, AccessKind kind, ulong physical) =>
        Slot(address, kind) = new Entry { Tag = Tag(address, kind), Frame = physical & ~0xFFFUL, Generation = _generation };

    public void Flush() => _generation++;

    private static ulong Tag(ulong address, AccessKind kind) => address & ~0xFFFUL | (uint)kind;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Entry Slot(ulong address, AccessKind kind) => ref _entries[(address >> 12 ^ address >> 20 ^ (uint)kind * 5) % Size];
}
