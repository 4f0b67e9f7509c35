using Hyperweave.Vmm.GuestMemory;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// Which spaces may enter which regions, and what leads into them. A region of shared code is found
/// again by another process through the physical page of its code, and entered once all its pages are where they were.
/// </summary>
internal sealed unsafe partial class Translator
{
    private readonly List<Region> _found = [];

    /// <summary>Makes the jump of a link that was left by lead to an entry directly, or through the table where not every space may follow.</summary>
    internal void Link(int number, EntryPoint entry) => Link(number, Find(ExecuteBase + (ulong)_links[number].Jump)!, entry);

    private void Link(int number, Region from, EntryPoint entry)
    {
        ref var link = ref _links[number];
        if (from.Code != entry.Region.Code || link.Target != entry.Rip || !IsUnlinked(link)) return;
        if (from.Code.IsShared && !entry.Region.LiesWithin(from))
        {
            Patch(link.Jump, TableWay(ref link, from.Code));
            Publish(entry);
            return;
        }
        Patch(link.Jump, entry.Direct);
        (link.Next, entry.Region.Incoming) = (entry.Region.Incoming, number);
    }

    private bool IsUnlinked(in Link link) => *(int*)(_cache.Write + link.Jump) == link.Stub - (link.Jump + 4);

    private void Unlink(Region region)
    {
        for (int number = region.Incoming; number != 0; number = _links[number].Next) Patch(_links[number].Jump, _links[number].Stub);
        region.Incoming = 0;
    }

    private void Patch(int jump, int target) => *(int*)(_cache.Write + jump) = target - (jump + 4);

    /// <summary>Links the region just made to what is there already.</summary>
    /// <param name="starts">Where its page can be entered, but for entries of the second tier.</param>
    /// <param name="first">The number of its first link; the others follow.</param>
    private void LinkKnown(GuestSpace space, FirstTierRegion region, PageBits starts, int first)
    {
        for (int number = first; number < _links.Count; number++)
        {
            ulong target = _links[number].Target;
            if ((target ^ region.Head) < GuestMemoryMap.PageSize && !starts[target] && !_first.IsOptimised(target)) continue;
            if (space.Entries.TryGetValue(target, out var entry)) Link(number, region, entry);
        }
    }

    /// <summary>Admits all regions of a page that were made for other processes and are sound here too; null where none begins at RIP.</summary>
    private EntryPoint? Adopt(GuestSpace space, ulong rip, ulong physical, CodePages.CodePage code)
    {
        ulong page = rip & ~0xFFFUL;
        physical &= ~0xFFFUL;
        if (space.FindCode(page) is { } known && (known.Physical, known.Seen) == (physical, code.Added)) return null;
        foreach (var region in code.Regions)
        {
            if (region.Code == space.Code && region.TryPage(page, out _) && !region.Users.Contains(space) && IsSound(space, region)) Adopt(space, region);
        }
        if (space.FindCode(page) is { } found && found.Physical == physical) found.Seen = code.Added;
        return space.Entries.GetValueOrDefault(rip);
    }

    /// <summary>What indirect transfers of other processes have led to, those of this one will.</summary>
    private void Adopt(GuestSpace space, Region region)
    {
        Admit(space, region);
        var table = TargetTable(region.Code);
        ulong miss = _context.Word(EngineLayout.MissStub);
        foreach (var entry in region.Entries)
        {
            if (entry.Checked != 0 && table[(ushort)entry.Rip] == miss && space.Entries[entry.Rip] == entry) Publish(entry);
        }
    }

    /// <summary>Forgets one region: nothing leads into it any more.</summary>
    internal void Remove(Region region)
    {
        region.IsRemoved = true;
        if (region is FirstTierRegion first && _codePages.Find(region.Pages[0].Physical) is { } page) first.MarkStarts(page.StartsOf(region.Code), false);
        _codePages.Remove(region);
        Unlink(region);
        foreach (var space in region.Users) Withdraw(space, region);
    }

    /// <summary>The code in this range of guest addresses is not what it was in this space.</summary>
    internal void Drop(GuestSpace space, ulong start, ulong length)
    {
        if (space.Code.IsShared && space.LiesWithin(start, length))
        {
            DropAll(space);
            return;
        }
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
            space.LookAgain(region);
        }
    }

    /// <summary>The process has ended, or has got another program.</summary>
    private void DropAll(GuestSpace space)
    {
        foreach (var page in space.CodePages)
        {
            foreach (var region in page.Regions) region.Users.Remove(space);
        }
        if (space.Code.Owner == space) ClearTargets(space);
        space.Code.Generation++;
        space.ForgetCode();
    }

    /// <summary>Forgets the regions of all spaces that hold code of this guest address.</summary>
    internal void RemoveAt(ulong address)
    {
        foreach (var region in _regions.Concat(_promoted))
        {
            if (!region.IsRemoved && region.Holds(address)) Remove(region);
        }
    }

    private void Register(GuestSpace space, Region region)
    {
        var regions = RegionsAt(region.Start);
        if (regions.Count == 0 || regions[^1].Start < region.Start) regions.Add(region);
        else regions.Insert(PlaceOf(regions, region.Start) + 1, region);
        Admit(space, region);
        if (!space.Code.IsShared) return;
        foreach (var (page, physical) in region.Pages) SeeOwn(space, page, physical);
    }

    /// <summary>A space that had seen all regions of a page has seen the one just made.</summary>
    private void SeeOwn(GuestSpace space, ulong page, ulong physical)
    {
        if (_codePages.Find(physical) is { } code && space.FindCode(page) is { } known && (known.Physical, known.Seen) == (physical, code.Added - 1)) known.Seen = code.Added;
    }

    /// <summary>The second tier's entries take the place of the first's.</summary>
    private void RemoveFirstTier(GuestSpace space, Region region)
    {
        foreach (var entry in region.Entries)
        {
            if (space.Entries.TryGetValue(entry.Rip, out var old) && old.Region is FirstTierRegion) Remove(old.Region);
        }
    }

    /// <summary>Blocks that follow each other without a gap are of one piece.</summary>
    /// <param name="blocks">In the order of their addresses.</param>
    private void AddPieces(Region region, List<BasicBlock> blocks)
    {
        ulong start = blocks[0].Start, end = start;
        foreach (var block in blocks)
        {
            if (block.Start > end)
            {
                AddPieces(region, start, end);
                start = block.Start;
            }
            end = Math.Max(end, block.End);
        }
        AddPieces(region, start, end);
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
            AddPage(region, page, physical);
        }
        region.Pieces.Add(new CodePiece(at, physical | at & 0xFFF, length));
    }

    private void AddPage(Region region, ulong page, ulong physical)
    {
        region.Pages.Add((page, physical));
        if (_codePages.Add(physical, region)) _spaces.ProtectPage(physical);
    }

    private bool IsSound(GuestSpace space, Region region)
    {
        foreach (var (page, physical) in region.Pages)
        {
            if (space.FindCode(page)?.Physical == physical) continue;
            if (_fetcher.Locate(page, out ulong now) != FetchResult.Ok || now != physical) return false;
        }
        return true;
    }

    private void Admit(GuestSpace space, Region region)
    {
        region.Users.Add(space);
        foreach (var entry in region.Entries)
        {
            if (space.Entries.TryAdd(entry.Rip, entry) && region is not FirstTierRegion) space.CodeAt(entry.Rip).MarkSecondTier(entry.Rip);
        }
        foreach (var (page, physical) in region.Pages)
        {
            var known = space.CodeAt(page);
            if (known.Physical != physical) _spaces.RememberCode(space, page, physical);
            known.Regions.Add(region);
        }
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
                space.FindCode(entry.Rip)?.UnmarkSecondTier(entry.Rip);
            }
            if (space.Targets.GetValueOrDefault((ushort)entry.Rip) == address) space.Targets.Remove((ushort)entry.Rip);
            if (!region.Code.IsShared) Unchain(entry);
            else if (region.Code.Owner == space && table[(ushort)entry.Rip] == address) table[(ushort)entry.Rip] = miss;
        }
    }
}
