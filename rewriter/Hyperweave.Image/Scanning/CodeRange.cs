using Hyperweave.Image.Elf;

namespace Hyperweave.Image.Scanning;

/// <summary>A stretch of a section that is decoded in one go.</summary>
/// <param name="Start">Offset in the section.</param>
/// <param name="End">Offset of the first byte after it.</param>
/// <param name="Symbol">Whose it is; null in a gap.</param>
internal readonly record struct CodeRange(ulong Start, ulong End, CodeSymbol? Symbol)
{
    /// <summary>Cuts a section at its symbols, without those stretches that are data.</summary>
    public static IEnumerable<CodeRange> Split(CodeSection section)
    {
        var symbols = Ordered(section);
        var next = 0;
        CodeSymbol? owner = null;
        foreach (var (start, end) in Pieces(section, symbols))
        {
            for (; next < symbols.Count && symbols[next].Offset <= start; next++)
                owner = Prefer(owner, symbols[next]);
            if (owner?.Covers(start) == false)
                owner = null;
            if (owner?.Kind != SymbolKind.Object)
                yield return new CodeRange(start, end, owner);
        }
    }

    /// <summary>By offset; of several names for one place the best comes last: a function before a label, a known size before none.</summary>
    private static List<CodeSymbol> Ordered(CodeSection section) =>
    [
        .. section.Symbols.OrderBy(symbol => symbol.Offset)
            .ThenBy(symbol => symbol.Kind != SymbolKind.None).ThenBy(symbol => symbol.Size != 0),
    ];

    /// <summary>A label inside a function of known size does not take the rest of it over.</summary>
    private static CodeSymbol Prefer(CodeSymbol? owner, CodeSymbol candidate) =>
        owner is { Kind: SymbolKind.Function, Size: not 0 } && candidate is { Kind: SymbolKind.None } && owner.Covers(candidate.Offset) ? owner : candidate;

    private static IEnumerable<(ulong Start, ulong End)> Pieces(CodeSection section, List<CodeSymbol> symbols)
    {
        var length = (ulong)section.Content.Length;
        var cuts = symbols.Select(symbol => symbol.Offset)
            .Concat(symbols.Where(symbol => symbol.Size < length - symbol.Offset).Select(symbol => symbol.Offset + symbol.Size))
            .Append(0UL).Append(length).Distinct().Order().ToList();
        return cuts.Zip(cuts.Skip(1));
    }
}
