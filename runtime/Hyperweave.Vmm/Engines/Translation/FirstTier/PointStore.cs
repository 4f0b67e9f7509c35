namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>Keeps the points of all regions in a few arrays: one for each region would be most of what the collector has to go through.</summary>
internal sealed class PointStore
{
    /// <summary>Of six bytes each; without other settings an array of more than 85,000 bytes is collected with the oldest generation only.</summary>
    private const int ArrayLength = 8192;
    private FirstTierPoint[] _points = [];
    private int _used;

    internal ArraySegment<FirstTierPoint> Keep(ReadOnlySpan<FirstTierPoint> points)
    {
        if (points.Length > _points.Length - _used) (_points, _used) = (new FirstTierPoint[ArrayLength], 0);
        var kept = new ArraySegment<FirstTierPoint>(_points, _used, points.Length);
        points.CopyTo(kept);
        _used += points.Length;
        return kept;
    }
}
