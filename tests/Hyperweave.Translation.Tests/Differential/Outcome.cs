using Hyperweave.Vmm;

namespace Hyperweave.Translation.Tests.Differential;

/// <summary>How a sequence ended; its own end is the #UD of the UD2 behind it.</summary>
/// <param name="Stop">What the engine said when it gave up, else null.</param>
internal readonly record struct Outcome(ulong Rip, byte Vector, uint Error, ulong Address, string? Stop = null)
{
    private const ulong UserEnd = 0x7FFF_FFFF_F000;

    /// <summary>
    /// What can be compared. Linux hides from programs whether its half of the addresses is mapped, so that the
    /// error code's P says nothing there; CR2 has a meaning after #PF only.
    /// </summary>
    internal Outcome Comparable => this with
    {
        Address = Vector == ExceptionVector.PF ? Address : 0,
        Error = Vector == ExceptionVector.PF && Address >= UserEnd ? Error & ~1u : Error,
    };

    public override string ToString() => Stop ?? $"vector {Vector} error {Error:X} address {Address:X} at +{Rip - Arena.Code:X}";
}
