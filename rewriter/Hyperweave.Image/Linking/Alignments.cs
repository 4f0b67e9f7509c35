namespace Hyperweave.Image.Linking;

/// <summary>Rounding of addresses and sizes.</summary>
internal static class Alignments
{
    /// <summary>The next multiple of a power of two.</summary>
    public static ulong Up(ulong value, ulong alignment) => (value + alignment - 1) & ~(alignment - 1);
}
