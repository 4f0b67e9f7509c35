using Hyperweave.Vmm.GuestMemory;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>Which pages of RAM hold bytes that have been translated, and by which regions.</summary>
internal sealed class CodePages
{
    private readonly Dictionary<ulong, List<Region>> _regions = [];

    internal List<Region>? RegionsOf(ulong physical) => _regions.GetValueOrDefault(physical / GuestMemoryMap.PageSize);

    internal bool Contains(ulong physical) => _regions.ContainsKey(physical / GuestMemoryMap.PageSize);

    /// <summary>True when the page holds code for the first time.</summary>
    internal bool Add(ulong physical, Region region)
    {
        ulong page = physical / GuestMemoryMap.PageSize;
        bool isNew = !_regions.TryGetValue(page, out var list);
        if (list is null) _regions[page] = list = [];
        list.Add(region);
        return isNew;
    }

    internal void Remove(Region region)
    {
        foreach (var piece in region.Pieces)
        {
            ulong page = piece.Physical / GuestMemoryMap.PageSize;
            if (!_regions.TryGetValue(page, out var list)) continue;
            list.Remove(region);
            if (list.Count == 0) _regions.Remove(page);
        }
    }

    /// <summary>The regions made from bytes of this range, which lies in one page.</summary>
    internal void Find(ulong physical, int length, List<Region> found)
    {
        if (!_regions.TryGetValue(physical / GuestMemoryMap.PageSize, out var list)) return;
        foreach (var region in list)
        {
            if (region.Overlaps(physical, length)) found.Add(region);
        }
    }

    internal void Clear() => _regions.Clear();
}
