using Hyperweave.Vmm.GuestMemory;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// Which spaces may enter which regions, and what leads into them: links, tables of targets. A region of shared code is found
/// again by another process through the physical page of its code, and entered once all its pages are where they were.
/// </summary>
internal sealed unsafe partial class Translator
{
    private readonly List<Region> _found = [];

    /// <summary>Makes the jump of a link site lead to an entry directly, or through the table where not every space may follow.</summary>
    internal void Link(ExitSite site, EntryPoint entry)
    {
        var from = site.Region!;
        if (from.Code != entry.Region.Code || site.Rip != entry.Rip) return;
        if (from.Code.IsShared && !entry.Region.LiesWithin(from))
        {
            Patch(site.Jump, TableWay(site));
            Publish(entry);
            return;
        }
        Patch(site.Jump, entry.Direct);
        entry.Region.Incoming.Add(site);
    }

    private void Patch(int jump, int target) => *(int*)(_cache.Write + jump) = target - (jump + 4);

    /// <summary>Links the region just made to what is there already.</summary>
    private void LinkKnown(GuestSpace space)
    {
        foreach (var site in _first.Links)
        {
            if (space.Entries.TryGetValue(site.Rip, out var entry)) Link(site, entry);
        }
    }

    /// <summary>Lets indirect transfers of the running space to an entry find it.</summary>
    internal void Publish(EntryPoint entry)
    {
        var code = entry.Region.Code;
        ulong address = ExecuteBase + (ulong)CheckedWay(entry);
        TargetTable(code)[(ushort)entry.Rip] = address;
        if (code.Owner is { } owner) owner.Targets[(ushort)entry.Rip] = address;
    }

    /// <summary>The space's own targets take the place of those of the space that ran before.</summary>
    internal void Activate(GuestSpace space)
    {
        var code = space.Code;
        if (!code.IsShared || code.Owner == space) return;
        var table = TargetTable(code);
        ulong miss = _context.Word(EngineLayout.MissStub);
        if (code.Owner is { } owner)
        {
            foreach (ushort index in owner.Targets.Keys) table[index] = miss;
        }
        foreach (var (index, address) in space.Targets) table[index] = address;
        code.Owner = space;
        code.Generation++;
    }

    /// <summary>Admits all regions of a page that were made for other processes and are sound here too; null where none begins at RIP.</summary>
    private EntryPoint? Adopt(GuestSpace space, ulong rip)
    {
        ulong page = rip & ~0xFFFUL;
        if (_fetcher.Locate(rip, out ulong physical) != FetchResult.Ok || _codePages.RegionsOf(physical) is not { } regions) return null;
        if (space.Regions.TryGetValue(page, out var known) && known.Count == regions.Count) return null;
        foreach (var region in regions)
        {
            if (region.Code == space.Code && region.TryPage(page, out _) && !region.Users.Contains(space) && IsSound(region)) Admit(space, region);
        }
        return space.Entries.GetValueOrDefault(rip);
    }

    /// <summary>Forgets one region: nothing leads into it any more.</summary>
    internal void Remove(Region region)
    {
        region.IsRemoved = true;
        _codePages.Remove(region);
        foreach (var site in region.Incoming) Patch(site.Jump, site.Stub);
        foreach (var space in region.Users) Withdraw(space, region);
    }

    /// <summary>The code in this range of guest addresses is not what it was in this space.</summary>
    internal void Drop(GuestSpace space, ulong start, ulong length)
    {
        _found.Clear();
        space.FindRegions(start, length, _found);
        foreach (var region in _found)
        {
            if (!region.Code.IsShared)
            {
                Remove(region);
                continue;
            }
            Withdraw(space, region);
            region.Users.Remove(space);
        }
    }

    /// <summary>Forgets the regions of all spaces that hold code of this guest address.</summary>
    internal void RemoveAt(ulong address)
    {
        foreach (var region in _regions)
        {
            if (!region.IsRemoved && region.Holds(address)) Remove(region);
        }
    }

    internal void ClearTargets(CodeSpace code)
    {
        code.Generation++;
        new Span<ulong>(TargetTable(code), EngineLayout.TargetTableBytes / 8).Fill(_context.Word(EngineLayout.MissStub));
    }

    private void Register(GuestSpace space, Region region)
    {
        _regions.Add(region);
        Admit(space, region);
    }

    /// <summary>The second tier's entries take the place of the first's.</summary>
    private void RemoveFirstTier(GuestSpace space, Region region)
    {
        foreach (var entry in region.Entries)
        {
            if (space.Entries.TryGetValue(entry.Rip, out var old) && old.Region is FirstTierRegion) Remove(old.Region);
        }
    }

    private void AddPieces(Region region, ulong start, ulong end)
    {
        for (ulong at = start; at < end;)
        {
            ulong next = Math.Min(end, (at | 0xFFF) + 1);
            AddPiece(region, at, (int)(next - at));
            at = next;
        }
    }

    private void AddPiece(Region region, ulong at, int length)
    {
        ulong page = at & ~0xFFFUL;
        if (!region.TryPage(page, out ulong physical))
        {
            if (_fetcher.Locate(page, out physical) != FetchResult.Ok) return;
            region.Pages.Add((page, physical));
            if (_codePages.Add(physical, region)) _spaces.ProtectPage(physical);
        }
        region.Pieces.Add(new CodePiece(at, physical | at & 0xFFF, length));
    }

    private bool IsSound(Region region)
    {
        foreach (var (page, physical) in region.Pages)
        {
            if (_fetcher.Locate(page, out ulong now) != FetchResult.Ok || now != physical) return false;
        }
        return true;
    }

    private void Admit(GuestSpace space, Region region)
    {
        region.Users.Add(space);
        foreach (var entry in region.Entries)
        {
            if (space.Entries.TryAdd(entry.Rip, entry) && region is not FirstTierRegion) space.MarkSecondTier(entry.Rip);
        }
        foreach (var (page, physical) in region.Pages)
        {
            // Another region that is there for the same page has been remembered for the same entries.
            bool isKnown = space.Regions.TryGetValue(page, out var others) && others.Count != 0 && others[0].TryPage(page, out ulong known) && known == physical;
            if (!isKnown) _spaces.RememberCode(space, page);
        }
        space.Add(region);
    }

    private void Withdraw(GuestSpace space, Region region)
    {
        space.Remove(region);
        region.Code.Generation++;
        ulong miss = _context.Word(EngineLayout.MissStub);
        var table = TargetTable(region.Code);
        foreach (var entry in region.Entries)
        {
            ulong address = ExecuteBase + (ulong)entry.Checked;
            if (space.Entries.GetValueOrDefault(entry.Rip) == entry)
            {
                space.Entries.Remove(entry.Rip);
                space.UnmarkSecondTier(entry.Rip);
            }
            if (space.Targets.GetValueOrDefault((ushort)entry.Rip) == address) space.Targets.Remove((ushort)entry.Rip);
            bool isInTable = !region.Code.IsShared || region.Code.Owner == space;
            if (isInTable && table[(ushort)entry.Rip] == address) table[(ushort)entry.Rip] = miss;
        }
    }

    private ulong* TargetTable(CodeSpace code) => (ulong*)(_context.Base + code.TargetTable);
}
