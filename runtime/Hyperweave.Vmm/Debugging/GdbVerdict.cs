namespace Hyperweave.Vmm.Debugging;

internal enum GdbVerdictKind
{
    /// <summary>The packet has been answered; the guest stays stopped.</summary>
    Answered,
    /// <summary>The guest goes on; the answer is its next stop.</summary>
    Resume,
    Detach,
    Kill,
}

/// <summary>What becomes of the guest after a packet.</summary>
internal readonly record struct GdbVerdict(GdbVerdictKind Kind, Resumption Resumption = default);
