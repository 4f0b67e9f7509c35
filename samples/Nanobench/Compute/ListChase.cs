using System.Runtime.InteropServices;
using Hyperweave.Guest;

namespace Nanobench.Compute;

/// <summary>Following a linked list whose nodes lie in random order: what a load costs that the next one waits for.</summary>
internal static class ListChase
{
    private const int CacheNodes = 256;
    private const int CacheSteps = 24_000_000;
    private const int MemoryNodes = 1 << 20;
    private const int MemorySteps = 250_000;

    private static HeapMark s_mark;
    private static Node? s_first;

    /// <summary>16 KiB of nodes.</summary>
    public static void PrepareInCache() => s_first = Build(CacheNodes);

    /// <summary>64 MiB of nodes.</summary>
    public static void PrepareInMemory()
    {
        s_mark = Heap.Mark();
        s_first = Build(MemoryNodes);
    }

    public static ulong RunInCache(int operations) => Chase(CacheSteps);

    public static ulong RunInMemory(int operations) => Chase(MemorySteps);

    public static void Finish()
    {
        s_first = null;
        Heap.Release(s_mark);
    }

    private static ulong Chase(int steps)
    {
        var node = s_first!;
        ulong sum = 0;
        for (var step = 0; step < steps; step++)
        {
            sum += node.Value;
            node = node.Next!;
        }
        return sum;
    }

    // One ring through all nodes: Sattolo's shuffle makes a single cycle.
    private static Node Build(int count)
    {
        var nodes = new Node[count];
        for (var index = 0; index < count; index++)
            nodes[index] = new Node((ulong)index);
        var generator = new Generator(20);
        var order = new int[count];
        for (var index = 0; index < count; index++)
            order[index] = index;
        for (var index = count - 1; index > 0; index--)
        {
            var other = generator.Below(index);
            (order[index], order[other]) = (order[other], order[index]);
        }
        for (var index = 0; index < count; index++)
            nodes[index].Next = nodes[order[index]];
        return nodes[0];
    }

    /// <summary>64 bytes with the object's header: one cache line.</summary>
    private sealed class Node(ulong value)
    {
        public Node? Next;
        public readonly ulong Value = value;
        public readonly Padding Rest = default;
    }

    [StructLayout(LayoutKind.Sequential, Size = 32)]
    private struct Padding;
}
