using Hyperweave.Vmm.GuestMemory;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>Which pages of RAM hold bytes that have been translated, and by which regions.</summary>
internal sealed class CodePages
{
    private readonly Dictionary<ulong, CodePage> _pages = [];

    /// <summary>A page's regions, and how many it ever had.</summary>
    internal sealed class CodePage
    {
        internal List<Region> Regions { get; } = [];
        internal int Added { get; set; }

        private readonly List<(CodeSpace Code, PageBits Starts)> _starts = [];

        /// <summary>
        /// Where instructions of this code begin in regions of the first tier. It is a hint: one that a second region held too is not there any
        /// more when the first has gone.
        /// </summary>
        internal PageBits StartsOf(CodeSpace code)
        {
            foreach (var (known, starts) in _starts)
            {
                if (known == code) return starts;
            }
            _starts.Add((code, new PageBits()));
            return _starts[^1].Starts;
        }
    }

    /// <summary>The page asked for last: what is translated next is mostly near.</summary>
    private CodePage? _last;
    private ulong _lastNumber;

    internal CodePage? Find(ulong physical)
    {
        ulong number = physical / GuestMemoryMap.PageSize;
        if (_last is not null && _lastNumber == number) return _last;
        if (!_pages.TryGetValue(number, out var page)) return null;
        (_last, _lastNumber) = (page, number);
        return page;
    }

    internal bool Contains(ulong physical) => _pages.ContainsKey(physical / GuestMemoryMap.PageSize);

    /// <summary>True when the page holds code for the first time.</summary>
    internal bool Add(ulong physical, Region region)
    {
        var page = Find(physical);
        bool isNew = page is null;
        if (page is null) _pages.Add(physical / GuestMemoryMap.PageSize, page = new CodePage());
        page.Regions.Add(region);
        page.Added++;
        return isNew;
    }

    internal void Remove(Region region)
    {
        foreach (var piece in region.Pieces)
        {
            ulong page = piece.Physical / GuestMemoryMap.PageSize;
            if (!_pages.TryGetValue(page, out var known)) continue;
            known.Regions.Remove(region);
            if (known.Regions.Count != 0) continue;
            _pages.Remove(page);
            _last = null;
        }
    }

    /// <summary>The regions made from bytes of this range, which lies in one page.</summary>
    internal void Find(ulong physical, int length, List<Region> found)
    {
        if (Find(physical) is not { } page) return;
        foreach (var region in page.Regions)
        {
            if (region.Overlaps(physical, length)) found.Add(region);
        }
    }

    internal void Clear()
    {
        _pages.Clear();
        _last = null;
    }
}
