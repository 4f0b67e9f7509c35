using Hyperweave.Abi;
using Hyperweave.Vmm.GuestMemory;
using Hyperweave.Vmm.Loading;

namespace Hyperweave.Vmm.Engines.Direct;

/// <summary>
/// Which frames of guest RAM may be mapped executable: those of the image's proven segments, and the hypercall page. They are
/// never mapped writable, and no other frame is ever mapped executable, whatever the guest's page tables say.
/// </summary>
internal sealed class FrameRights
{
    private readonly List<(ulong Start, ulong End)> _code = [];

    /// <param name="image">An image that <see cref="ImageProof"/> has accepted.</param>
    public FrameRights(GuestImage image, ParavirtualNote note)
    {
        foreach (var segment in image.ProgramSegments)
            if ((segment.Rights & SegmentRights.Execute) != 0)
                _code.Add((segment.Physical & ~(GuestMemoryMap.PageSize - 1), RoundUp(segment.End)));
        _code.Add((note.HypercallPage, note.HypercallPage + HypercallPage.Size));
    }

    public bool IsCode(ulong physical)
    {
        foreach (var (start, end) in _code)
            if (physical >= start && physical < end) return true;
        return false;
    }

    /// <summary>The largest part of a range that holds an address and is all code, or all not.</summary>
    public (ulong Start, ulong End) SameKind(ulong physical, ulong start, ulong end)
    {
        if (IsCode(physical))
        {
            foreach (var code in _code)
                if (physical >= code.Start && physical < code.End) return (Math.Max(start, code.Start), Math.Min(end, code.End));
        }
        foreach (var code in _code)
        {
            if (code.End <= physical) start = Math.Max(start, code.End);
            if (code.Start > physical) end = Math.Min(end, code.Start);
        }
        return (start, end);
    }

    private static ulong RoundUp(ulong address) => (address + GuestMemoryMap.PageSize - 1) & ~(GuestMemoryMap.PageSize - 1);
}
