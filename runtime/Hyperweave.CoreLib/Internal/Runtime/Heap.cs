using System;
using System.Runtime;
using System.Runtime.CompilerServices;
using System.Threading;

namespace Internal.Runtime;

/// <summary>
/// Where objects come from: a bump arena, never collected. Replace this class (and the native fast paths that read
/// <see cref="State"/>) to have another allocator.
/// <para>
/// The fast paths (RhpNewFast, RhpNewArrayFast; Hyperweave.Image's RuntimeHelpers) take objects from a zeroed chunk: they
/// read the limit, advance Next by one XADD, and compare. So an interrupt or a thread switch at any instruction leaves the
/// arena whole, without masking interrupts. When the chunk is used up they come here, where a chunk is reserved by
/// compare-and-swap and only one party at a time installs a new one; whoever meets it refilling takes memory of its own.
/// This holds for one processor. Permanent objects (statics, dispatch records) grow down from the region's end.
/// </para>
/// </summary>
internal static unsafe class Heap
{
    /// <summary>Bytes zeroed ahead: stays in the first-level cache until it is handed out.</summary>
    private const nuint ChunkSize = 32 * 1024;

    /// <summary>An object from this size on is reserved by itself, so that a chunk's rest is not lost for it.</summary>
    private const nuint LargeSize = ChunkSize / 4;

    /// <summary>Statics and unwind tables of a small kernel, and room to say what went wrong.</summary>
    private const ulong MinimumSize = 256 * 1024;

    private const nuint ObjectAlignment = 8;
    private const nuint ArenaAlignment = 64;

    private static ulong s_start;
    private static ulong s_frontier;
    private static ulong s_end;
    private static int s_refilling;
    private static OutOfMemoryException s_outOfMemory;

    /// <summary>What the fast paths share with this class.</summary>
    private struct State
    {
        /// <summary>Address of the next object's method table word.</summary>
        internal ulong Next;
        /// <summary>Largest value that Next may take: 8 bytes past the chunk's end; 0 while there is no chunk.</summary>
        internal ulong Limit;
    }

    /// <summary>First address of the arena.</summary>
    internal static ulong Start => s_start;

    /// <summary>First address not yet handed out or zeroed ahead.</summary>
    internal static ulong Frontier => s_frontier;

    /// <summary>First address after the arena.</summary>
    internal static ulong End => s_end;

    [RuntimeImport("*", "hw_heap_region")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void Region(ulong* start, ulong* end);

    [RuntimeImport("*", "hw_allocator_state")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern State* SharedState();

    internal static void Initialize()
    {
        ulong start, end;
        Region(&start, &end);
        s_start = s_frontier = (start + ArenaAlignment - 1) & ~(ulong)(ArenaAlignment - 1);
        s_end = end & ~(ulong)(ArenaAlignment - 1);
        SharedState()->Limit = 0;
        if (s_end < s_start + MinimumSize)
            Environment.FailFast("The machine has too little memory for the kernel's heap.");
    }

    /// <summary>After the statics exist: the exception that needs no memory to be thrown.</summary>
    internal static void PrepareOutOfMemory() => s_outOfMemory = new OutOfMemoryException();

    /// <summary>Gives up the current chunk, so that everything allocated from now on lies at or above the result.</summary>
    [RuntimeExport("hw_heap_mark")]
    internal static ulong Mark()
    {
        SharedState()->Limit = 0;
        return s_frontier;
    }

    /// <summary>Takes back everything allocated since that mark. No other thread may be allocating.</summary>
    [RuntimeExport("hw_heap_release")]
    internal static void Release(ulong mark)
    {
        if (mark < s_start || mark > s_frontier)
            throw new ArgumentOutOfRangeException(nameof(mark));
        SharedState()->Limit = 0;
        s_frontier = mark;
    }

    [RuntimeExport("hw_allocate_object")]
    private static void* AllocateObject(MethodTable* type)
    {
        byte* instance = Allocate((type->BaseSize + ObjectAlignment - 1) & ~(ObjectAlignment - 1));
        *(MethodTable**)instance = type;
        return instance;
    }

    [RuntimeExport("hw_allocate_array")]
    private static void* AllocateArray(MethodTable* type, nint length)
    {
        if ((nuint)length > int.MaxValue)
            throw new OverflowException();
        nuint size = type->BaseSize + (nuint)length * type->ComponentSize;
        byte* instance = Allocate((size + ObjectAlignment - 1) & ~(ObjectAlignment - 1));
        *(MethodTable**)instance = type;
        *(int*)(instance + sizeof(void*)) = (int)length;
        return instance;
    }

    /// <summary>A zeroed object that no Release takes back.</summary>
    internal static void* AllocatePermanentObject(MethodTable* type)
    {
        byte* instance = (byte*)AllocatePermanent(type->BaseSize) + 8;
        *(MethodTable**)instance = type;
        return instance;
    }

    /// <summary>Zeroed memory, 16-byte aligned, that no Release takes back; null when the arena is used up.</summary>
    internal static void* TryAllocatePermanent(nuint size)
    {
        size = (size + 15) & ~(nuint)15;
        ulong end, start;
        do
        {
            end = s_end;
            if (size > end - s_frontier)
                return null;
            start = end - size;
        }
        while (Interlocked.CompareExchange(ref s_end, start, end) != end);
        Memory.Clear((byte*)start, size);
        return (void*)start;
    }

    internal static void* AllocatePermanent(nuint size)
    {
        void* memory = TryAllocatePermanent(size);
        if (memory == null)
            throw s_outOfMemory;
        return memory;
    }

    private static byte* Allocate(nuint size)
    {
        if (size < LargeSize && Interlocked.Exchange(ref s_refilling, 1) == 0)
            return AllocateFromNewChunk(size);
        byte* memory = Reserve(size);
        if (memory == null)
            throw s_outOfMemory;
        Memory.Clear(memory, size);
        return memory + 8;
    }

    private static byte* AllocateFromNewChunk(nuint size)
    {
        State* state = SharedState();
        Volatile.Write(ref state->Limit, 0);
        nuint chunkSize = ChunkSize;
        byte* chunk = Reserve(chunkSize);
        if (chunk == null)
            chunk = Reserve(chunkSize = size);
        if (chunk != null)
        {
            Memory.Clear(chunk, chunkSize);
            Volatile.Write(ref state->Next, (ulong)chunk + 8 + size);
            Volatile.Write(ref state->Limit, (ulong)chunk + 8 + chunkSize);
        }
        Volatile.Write(ref s_refilling, 0);
        return chunk == null ? throw s_outOfMemory : chunk + 8;
    }

    /// <summary>Takes memory from the frontier, not zeroed; null when there is not enough.</summary>
    private static byte* Reserve(nuint size)
    {
        ulong start;
        do
        {
            start = s_frontier;
            if (size > s_end - start)
                return null;
        }
        while (Interlocked.CompareExchange(ref s_frontier, start + size, start) != start);
        return (byte*)start;
    }
}
