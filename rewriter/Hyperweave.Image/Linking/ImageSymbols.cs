using Hyperweave.Image.Elf;

namespace Hyperweave.Image.Linking;

/// <summary>One symbol of the finished image.</summary>
internal readonly record struct ImageSymbol(string Name, ulong Address, ulong Size, SymbolKind Kind, OutputSection Section);

/// <summary>The symbols of the image by address: functions with their sizes, data up to the next symbol.</summary>
internal sealed class ImageSymbols
{
    private readonly ImageSymbol[] _functions;

    private ImageSymbols(List<ImageSymbol> all)
    {
        All = all;
        _functions = all.Where(symbol => symbol.Kind == SymbolKind.Function && symbol.Size > 0).ToArray();
    }

    /// <summary>By address, then name.</summary>
    public IReadOnlyList<ImageSymbol> All { get; }

    public static ImageSymbols Collect(ImageLayout layout, IEnumerable<ObjectFile> objects)
    {
        var symbols = objects.SelectMany(file => file.Symbols).Where(symbol => IsNamed(symbol) && layout.Contains(symbol.Section!))
            .Select(symbol => new ImageSymbol(
                symbol.Name, layout.Address(symbol.Section!) + symbol.Value, symbol.Size, symbol.Kind, layout.Output(symbol.Section!)))
            .Where(symbol => symbol.Section.IsAllocated)
            .OrderBy(symbol => symbol.Address).ThenBy(symbol => symbol.Name, StringComparer.Ordinal).ToList();
        for (var index = 0; index < symbols.Count; index++)
            symbols[index] = WithSize(symbols, index);
        return new ImageSymbols(symbols);
    }

    /// <summary>The function at an address, with the distance into it.</summary>
    public string Describe(ulong address)
    {
        var index = Array.FindLastIndex(_functions, function => function.Address <= address && address < function.Address + function.Size);
        if (index < 0)
            return "no function";
        var function = _functions[index];
        return address == function.Address ? function.Name : $"{function.Name}+0x{address - function.Address:x}";
    }

    // Tables that the unwinder finds through the frames, not by name, would only bloat the symbol table.
    private static bool IsNamed(ObjectSymbol symbol) =>
        symbol is { Section: not null, Name.Length: > 0, Kind: SymbolKind.None or SymbolKind.Object or SymbolKind.Function }
        && !symbol.Name.StartsWith("_lsda", StringComparison.Ordinal) && !symbol.Name.StartsWith("_fde", StringComparison.Ordinal);

    // The compiler gives data symbols no size: they reach to the next symbol or the end of the section.
    private static ImageSymbol WithSize(List<ImageSymbol> symbols, int index)
    {
        var symbol = symbols[index];
        if (symbol.Kind != SymbolKind.None || symbol.Size != 0)
            return symbol;
        var next = symbols.FindIndex(index, other => other.Address > symbol.Address);
        var end = next < 0 || symbols[next].Section != symbol.Section ? symbol.Section.End : symbols[next].Address;
        return symbol with { Kind = SymbolKind.Object, Size = end - symbol.Address };
    }
}
