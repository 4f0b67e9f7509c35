using Hyperweave.Vmm.Host;
using Hyperweave.Vmm.GuestMemory;
using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>From the first tier to the second: at once, or on a thread of its own while the first tier's region goes on.</summary>
internal sealed unsafe partial class Translator
{
    private readonly List<Promotion> _taken = [];
    private readonly List<Postponed> _postponed = [];
    private PromotionThread? _aside;

    /// <summary>What <see cref="Promote"/> was asked.</summary>
    private sealed record Postponed(GuestSpace Space, FirstTierRegion Region, ulong Rip, Hints Hints);

    /// <summary>Regions of the second tier are made on another thread, in the upper quarter of the code cache; before anything is translated.</summary>
    internal bool PromotesAside
    {
        set => _aside = value ? new PromotionThread(_cache, (int)RoomBeside(_cache)) : null;
    }

    /// <summary>Bytes of the code cache for what is translated on the processor's thread.</summary>
    private ulong Room => _aside is null ? _cache.Capacity : RoomBeside(_cache);

    private static ulong RoomBeside(CodeCache cache) => cache.Capacity / 4 * 3;

    internal void Stop() => _aside?.Stop();

    internal bool HasPromoted(GuestSpace space) => _aside is not null && _aside.HasNews(space);

    /// <summary>A region of the first tier has turned often: the second translates what it loops to, or else its head.</summary>
    /// <param name="mayWait">What is asked for the first time waits for <see cref="PromotePostponed"/>.</param>
    internal void Promote(GuestSpace space, FirstTierRegion region, ulong rip, in Hints hints, bool mayWait = false)
    {
        if (region.IsPending)
        {
            CountAgain(region);
            return;
        }
        bool hasWaited = _postponed.RemoveAll(postponed => postponed.Region == region) != 0;
        if (mayWait && !hasWaited && _aside is not null && !space.Code.IsShared)
        {
            _postponed.Add(new Postponed(space, region, rip, hints));
            CountAgain(region);
            return;
        }
        bool loops = _fetcher.Fetch(rip, rip, 64, out var jump) == FetchResult.Ok && (jump.IsJccShortOrNear || jump.IsJmpShortOrNear || jump.IsCallNear) && jump.NearBranchTarget <= rip;
        ulong head = loops ? jump.NearBranchTarget : rip;
        // A loop that is there already, and comes by this region: it is the region that lags behind.
        bool lags = IsOptimised(space, head);
        if (lags) head = region.Head;
        if (_aside is null || lags) Remove(region);
        if (IsOptimised(space, head)) return;
        if (_aside is null) Optimise(space, head, hints);
        else PromoteAside(space, head, hints, lags ? null : region);
    }

    /// <summary>Does one promotion that was put off, if the space it is for is the one that runs.</summary>
    /// <returns>Whether more wait.</returns>
    internal bool PromotePostponed(GuestSpace running)
    {
        if (_postponed.Count == 0) return false;
        var (space, region, rip, hints) = _postponed[0];
        if (!region.IsRemoved && space == running) Promote(space, region, rip, hints);
        else _postponed.RemoveAt(0);
        return _postponed.Count != 0;
    }

    /// <summary>The region goes on while another takes its place: its count begins anew.</summary>
    /// <returns>The count.</returns>
    internal int CountAgain(FirstTierRegion region) => *(int*)(_context.Base + region.Counter) = LastTurn - Turns;

    private void PromoteAside(GuestSpace space, ulong head, in Hints hints, FirstTierRegion? origin)
    {
        var blocks = _builder.Build(head, 64);
        if (blocks.Count == 0 || !TryReadCode(blocks, out var bytes))
        {
            if (origin is not null) Remove(origin);
            return;
        }
        if (origin is not null)
        {
            origin.IsPending = true;
            CountAgain(origin);
        }
        _aside!.Add(new Promotion(space, head, Narrowed(head, hints), blocks, bytes, origin));
    }

    /// <summary>Takes over what has been made for the running space, as far as the guest's code is still what it was made from.</summary>
    internal void TakePromoted(GuestSpace space)
    {
        _taken.Clear();
        _aside!.TakeFinished(space, _taken);
        foreach (var promotion in _taken) TakeOver(space, promotion);
    }

    private void TakeOver(GuestSpace space, Promotion promotion)
    {
        if (promotion.Failure is { } failure) throw new InvalidOperationException($"the second tier at 0x{promotion.Head:X}: {failure.Message}", failure);
        promotion.GiveUp();
        if (promotion.Region is not { } region) return;
        if (promotion.Origin is { IsRemoved: false } origin) Remove(origin);
        if (IsOptimised(space, promotion.Head) || !TryReadCode(promotion.Blocks, out var bytes) || !bytes.AsSpan().SequenceEqual(promotion.Bytes)) return;
        foreach (var (site, place) in promotion.Sites)
        {
            *(int*)(_cache.Write + region.Start + place) = (int)ExitCode.FirstOfEngine + _sites.Count;
            _sites.Add(site);
        }
        foreach (var (link, place) in promotion.Links) *(int*)(_cache.Write + region.Start + place) = (int)EngineLayout.FirstLink + _links.Add(link);
        Admit(space, region, promotion.Blocks, promotion.Time);
    }

    /// <summary>The guest's bytes of these blocks, one after another.</summary>
    private bool TryReadCode(List<BasicBlock> blocks, out byte[] bytes)
    {
        int length = 0;
        foreach (var block in blocks) length += (int)(block.End - block.Start);
        bytes = new byte[length];
        int filled = 0;
        foreach (var block in blocks)
        {
            for (ulong at = block.Start; at < block.End;)
            {
                int count = (int)(Math.Min(block.End, (at | 0xFFF) + 1) - at);
                if (_fetcher.Locate(at, out ulong physical) != FetchResult.Ok) return false;
                _memory.Slice(physical, count).CopyTo(bytes.AsSpan(filled));
                filled += count;
                at += (ulong)count;
            }
        }
        return true;
    }
}
