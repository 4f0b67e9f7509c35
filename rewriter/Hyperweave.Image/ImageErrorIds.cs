namespace Hyperweave.Image;

/// <summary>Ids of the build's errors; each is explained in docs/images.md.</summary>
public static class ImageErrorIds
{
    /// <summary>The guest uses a type or member that the guest core library does not have.</summary>
    public const string MissingApi = "HVB0001";
    /// <summary>The ahead-of-time compiler says that a method will always throw.</summary>
    public const string AlwaysThrows = "HVB0002";
    /// <summary>The ahead-of-time compiler failed.</summary>
    public const string CompilerFailed = "HVB0003";
    /// <summary>Linking failed: a malformed object, an undefined or duplicate symbol, an unknown relocation.</summary>
    public const string LinkFailed = "HVB0004";
    /// <summary>A sensitive instruction is left in the executable part of the paravirtual image.</summary>
    public const string SensitiveInstruction = "HVB0005";
    /// <summary>A file that the build needs is missing.</summary>
    public const string FileMissing = "HVB0006";
    /// <summary>The guest calls a generic virtual method in a way that cannot be resolved while building.</summary>
    public const string GenericVirtualCall = "HVB0007";
}
