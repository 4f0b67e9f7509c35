namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>Bytes of RAM that a region was made from; within one page.</summary>
internal readonly record struct CodePiece(ulong Linear, ulong Physical, int Length);

/// <summary>Where guest RIP is known in host code: from this offset on, up to the next record.</summary>
/// <param name="IsProbe">The host instruction only asks whether the stack still lies in its window.</param>
internal readonly record struct HostPoint(int Offset, ulong Rip, bool IsProbe);

/// <summary>A place of a region that may be entered with all registers at their canonical places.</summary>
/// <param name="direct">Offset in the code cache, for entries that know the guest address.</param>
/// <param name="check">Offset of code that compares the target first, for indirect transfers; 0 while there is none.</param>
internal sealed class EntryPoint(Region region, ulong rip, int direct, int check)
{
    internal Region Region => region;
    internal ulong Rip => rip;
    internal int Direct => direct;
    internal int Checked { get; set; } = check;
    /// <summary>Where <see cref="Checked"/> goes on when the target is another: place of a jump's distance in the code cache.</summary>
    internal int Mismatch { get; set; }
    /// <summary>What it goes on to: see <see cref="CodeSpace.Targets"/>.</summary>
    internal EntryPoint? Next { get; set; }
}

/// <summary>Guest code translated as one piece, and what must be known to fault in it, link it and forget it.</summary>
internal class Region(CodeSpace code, RegisterPlan plan)
{
    internal CodeSpace Code => code;
    internal RegisterPlan Plan => plan;

    /// <summary>Forgotten: its code must not be entered any more.</summary>
    internal bool IsRemoved { get; set; }

    /// <summary>Offset and length in the code cache.</summary>
    internal int Start { get; set; }
    internal int Length { get; set; }
    /// <summary>How much guest code it was made from.</summary>
    internal int GuestBytes
    {
        get
        {
            int sum = 0;
            foreach (var piece in Pieces) sum += piece.Length;
            return sum;
        }
    }

    internal HostPoint[] Points { get; set; } = [];
    /// <summary>Where host code of its guest instructions begins, by host offset; the first is its head.</summary>
    internal virtual IEnumerable<HostPoint> HostPoints => Points;
    internal Few<CodePiece> Pieces;
    /// <summary>The pages that the pieces lie in: guest address and physical address.</summary>
    internal Few<(ulong Linear, ulong Physical)> Pages;
    /// <summary>The spaces that may enter it.</summary>
    internal Few<GuestSpace> Users;
    internal Few<EntryPoint> Entries;
    private List<(int Offset, bool Source, bool Target)>? _strings;
    private List<(int Start, int End)>? _spills;
    private List<ulong>? _afterSti;
    /// <summary>The first of the links that lead here; 0 where there is none.</summary>
    internal int Incoming { get; set; }

    /// <summary>Where the other region may be entered, this one may be too: code may jump here without looking.</summary>
    internal bool LiesWithin(Region other)
    {
        foreach (var (page, _) in Pages)
        {
            if (!other.TryPage(page, out _)) return false;
        }
        return true;
    }

    /// <summary>This guest address is reached past an STI alone: where the region is left there, its shadow lasts (Intel SDM 2B, STI).</summary>
    internal void AddAfterSti(ulong rip) => (_afterSti ??= []).Add(rip);

    internal bool IsAfterSti(ulong rip) => _afterSti?.Contains(rip) == true;

    /// <summary>The physical address of one of its pages.</summary>
    internal bool TryPage(ulong linear, out ulong physical)
    {
        foreach (var page in Pages)
        {
            physical = page.Physical;
            if (page.Linear == linear) return true;
        }
        physical = 0;
        return false;
    }

    /// <summary>It was made from the byte at a guest address.</summary>
    internal bool Holds(ulong linear)
    {
        foreach (var piece in Pieces)
        {
            if (linear - piece.Linear < (ulong)piece.Length) return true;
        }
        return false;
    }

    internal bool Overlaps(ulong physical, int length)
    {
        foreach (var piece in Pieces)
        {
            if (physical < piece.Physical + (ulong)piece.Length && piece.Physical < physical + (ulong)length) return true;
        }
        return false;
    }

    internal void MarkString(int offset, bool source, bool target) => (_strings ??= []).Add((offset, source, target));

    /// <summary>At this host offset RSI or RDI is a host address.</summary>
    internal (bool Source, bool Target) StringAt(int offset)
    {
        if (_strings is not null)
        {
            foreach (var (at, source, target) in _strings)
            {
                if (at == offset) return (source, target);
            }
        }
        return default;
    }

    internal void MarkSpill(int start, int end) => (_spills ??= []).Add((start, end));

    /// <summary>At this host offset the guest's RAX, RCX and RDX stand in the context.</summary>
    internal bool IsSpilled(int offset) => _spills?.Exists(spill => offset >= spill.Start && offset < spill.End) == true;

    /// <summary>The guest instruction that a host offset belongs to.</summary>
    internal virtual HostPoint PointAt(int offset)
    {
        int low = 0, high = Points.Length - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (Points[middle].Offset <= offset) low = middle;
            else high = middle - 1;
        }
        return Points[low];
    }
}
