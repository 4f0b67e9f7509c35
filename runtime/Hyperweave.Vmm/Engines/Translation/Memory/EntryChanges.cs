using Hyperweave.Vmm.GuestMemory;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>Compares page-table entries that a space rests on with what stands in memory now.</summary>
internal sealed class EntryChanges(GuestPhysicalMemory memory)
{
    private const ulong Writable = 1 << 1, Accessed = 1 << 5, Dirty = 1 << 6;

    /// <summary>Collects the entries that have changed, those first that govern most.</summary>
    internal void Find(GuestSpace space, ulong root, Dictionary<EntryPlace, UsedEntry> entries, List<UsedEntry> changed)
    {
        changed.Clear();
        foreach (var used in entries.Values)
        {
            if (Now(space, used, root) != used.Value) changed.Add(used);
        }
        if (changed.Count > 1) changed.Sort(static (left, right) => right.Length.CompareTo(left.Length));
    }

    /// <summary>The entry's value now; zero where it is not in RAM.</summary>
    internal ulong Now(GuestSpace space, in UsedEntry used, ulong root)
    {
        var (physical, mask) = space.Place(used, root);
        if (used.IsNarrow) return memory.TryRead(physical, out uint narrow) ? narrow & mask : 0;
        return memory.TryRead(physical, out ulong value) ? value & mask : 0;
    }

    /// <summary>The top table has the entries that an upper half rests on.</summary>
    internal bool SharesTop(GuestSpace space, ulong root)
    {
        foreach (var used in space.Top.Values)
        {
            if (Now(space, used, root) != used.Value) return false;
        }
        return true;
    }

    /// <summary>A page lost its right to be written, or its D bit, and nothing else: what fork and write-back do, and a kernel to its own code.</summary>
    internal static bool OnlyTakesWriting(in UsedEntry before, ulong now) =>
        ((before.Value ^ now) & ~(Writable | Accessed | Dirty)) == 0 && (now & ~before.Value) == 0 && (now & Accessed) != 0;
}
