namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>A jump out of a region to a guest address; it is patched once the target has been translated.</summary>
/// <param name="Target">Guest address.</param>
/// <param name="Jump">Offset in the code cache of the jump's distance field.</param>
/// <param name="Stub">Offset of what the jump leads to while it is not linked.</param>
internal record struct Link(ulong Target, int Jump, int Stub)
{
    /// <summary>In shared code: offset of the way through the table of targets, for a target that not every space may enter; 0 while there is none.</summary>
    internal int TableStub;
    /// <summary>The next of those that lead to the same region, by number.</summary>
    internal int Next;
}

/// <summary>The links of all regions, by the number that their stubs store; there are hundreds of thousands, and the collector looks at none of them.</summary>
internal sealed class LinkTable
{
    /// <summary>Of 24 bytes each; without other settings an array of more than 85,000 bytes is collected with the oldest generation only.</summary>
    private const int BlockBits = 11;
    private readonly List<Link[]> _blocks = [];

    /// <summary>How many there are, with number 0, which is none.</summary>
    internal int Count { get; private set; } = 1;

    internal ref Link this[int number] => ref _blocks[number >> BlockBits][number & (1 << BlockBits) - 1];

    /// <returns>Its number.</returns>
    internal int Add(in Link link)
    {
        if (Count >> BlockBits == _blocks.Count) _blocks.Add(new Link[1 << BlockBits]);
        this[Count] = link;
        return Count++;
    }

    internal void Clear() => Count = 1;

    internal IEnumerable<Link> All
    {
        get
        {
            for (int number = 1; number < Count; number++) yield return this[number];
        }
    }
}
