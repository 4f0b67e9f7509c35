namespace Hyperweave.Hosting;

/// <summary>How often each vector's handler was entered.</summary>
public sealed class InterruptCounts
{
    private readonly long[] _counts = new long[256];

    /// <summary>Entries of the handler of one vector: 0 to 31 exceptions, above them interrupts.</summary>
    public long this[byte vector] => _counts[vector];

    /// <summary>Entries of all handlers, exceptions included.</summary>
    public long Total => _counts.Sum();

    internal void Count(byte vector) => _counts[vector]++;
}
