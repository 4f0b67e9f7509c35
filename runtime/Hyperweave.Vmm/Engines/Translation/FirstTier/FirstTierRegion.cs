namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// A run of guest instructions within one page, translated one by one. It can be entered at every instruction: what
/// the host code expects there is at most one bias.
/// </summary>
/// <param name="counter">Offset in the context of its turn counter.</param>
internal sealed class FirstTierRegion(CodeSpace code, ulong head, int counter) : Region(code, RegisterPlan.Canonical)
{
    /// <summary>MOV R13D, [RSP].</summary>
    internal const int ProbeLength = 4;

    /// <summary>The last one stands for the end.</summary>
    private ArraySegment<FirstTierPoint> _points;

    internal ulong Head => head;
    internal int Counter => counter;
    /// <summary>The second tier is being made of what it loops to, on another thread.</summary>
    internal bool IsPending { get; set; }
    internal int GuestLength { get; private set; }
    internal int Instructions => _points.Count - 1;

    /// <summary>The slot of the constant addresses whose bias is kept.</summary>
    internal int Slot { get; private set; }

    internal void Complete(ArraySegment<FirstTierPoint> points, int slot, int length) => (_points, GuestLength, Slot, Length) = (points, points[^1].Guest, slot, length);

    /// <summary>Marks where its instructions begin in its page, or takes the marks away.</summary>
    internal void MarkStarts(PageBits starts, bool begins)
    {
        foreach (var point in _points.AsSpan(0, Instructions)) starts[head + point.Guest] = begins;
    }

    internal override HostPoint PointAt(int offset)
    {
        var points = _points.AsSpan();
        int within = offset - Start, low = 0, high = points.Length - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (points[middle].Host <= within) low = middle;
            else high = middle - 1;
        }
        return new HostPoint(Start + points[low].Host, head + points[low].Guest, points[low].HasProbe && points[low].Host == within);
    }

    internal override IEnumerable<HostPoint> HostPoints => _points.Select(point => new HostPoint(Start + point.Host, head + point.Guest, point.HasProbe));

    /// <summary>Where the instruction at a guest address begins; false when none does.</summary>
    /// <param name="host">Offset in the code cache.</param>
    /// <param name="key">The bias that U must hold there.</param>
    internal bool TryFind(ulong rip, out int host, out byte key)
    {
        (host, key) = (0, 0);
        if (rip - head >= (ulong)GuestLength) return false;
        int place = FirstTierPoint.Find(_points.AsSpan(0, Instructions), (ushort)(rip - head));
        if (place < 0) return false;
        host = Start + _points[place].Entry;
        key = _points[place].Key;
        return true;
    }
}

/// <summary>Where one guest instruction is in host code; offsets from the region's head and start.</summary>
/// <param name="Key">See <see cref="FirstTier"/>: what bias is at hand.</param>
/// <param name="HasProbe">The host code begins with the probe of the instruction before, which an entry leaves out.</param>
internal readonly record struct FirstTierPoint(ushort Guest, ushort Host, byte Key, bool HasProbe)
{
    internal int Entry => Host + (HasProbe ? FirstTierRegion.ProbeLength : 0);

    internal static int Find(ReadOnlySpan<FirstTierPoint> points, ushort guest)
    {
        int low = 0, high = points.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            if (points[middle].Guest == guest) return middle;
            if (points[middle].Guest < guest) low = middle + 1;
            else high = middle - 1;
        }
        return -1;
    }
}
