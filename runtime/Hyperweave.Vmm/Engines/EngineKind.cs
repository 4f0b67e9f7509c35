namespace Hyperweave.Vmm.Engines;

/// <summary>How guest code is run.</summary>
public enum EngineKind
{
    /// <summary>Binary translation of an unmodified image.</summary>
    Translation,
    /// <summary>A paravirtual image, natively.</summary>
    Direct,
    /// <summary>A paravirtual image through binary translation, where isolation is full.</summary>
    Confined,
}
