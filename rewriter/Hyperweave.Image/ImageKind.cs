namespace Hyperweave.Image;

/// <summary>The two images that are made of one guest.</summary>
public enum ImageKind
{
    /// <summary>Holds the processor's own instructions, inlined at their call sites.</summary>
    Unmodified,
    /// <summary>Holds hypercalls; what is sensitive lies in <c>.native</c>, which is never executable under the VMM.</summary>
    Paravirtual,
}
