using Hyperweave.Vmm;

namespace Hyperweave.Translation.Tests.Differential;

/// <summary>How a sequence ended; its own end is the #UD of the UD2 behind it.</summary>
/// <param name="Stop">What the engine said when it gave up, else null.</param>
internal readonly record struct Outcome(ulong Rip, byte Vector, uint Error, ulong Address, string? Stop = null)
{
    private const ulong UserEnd = 0x7FFF_FFFF_F000;

    /// <summary>
    /// What can be compared. Linux hides from programs whether its half of the addresses is mapped, so that the
    /// error code's P says nothing there; CR2 has a meaning after #PF only, and only its page has one where the instruction
    /// reads an image of many words, each processor in its own order.
    /// </summary>
    internal Outcome Comparable(bool isImage) => Vector != ExceptionVector.PF ? this with { Address = 0 } : this with
    {
        Address = isImage ? Address / Arena.PageBytes : Address,
        Error = Address >= UserEnd ? Error & ~1u : Error,
    };

    public override string ToString() => Stop ?? $"vector {Vector} error {Error:X} address {Address:X} at +{Rip - Arena.Code:X}";
}
