namespace Hyperweave.Vmm.Loading;

/// <summary>The names of guest addresses, from the image's .symtab.</summary>
public sealed class SymbolTable
{
    private readonly ulong[] _addresses;
    private readonly Symbol[] _symbols;

    public static SymbolTable Empty { get; } = new([]);

    public SymbolTable(IEnumerable<Symbol> symbols)
    {
        _symbols = [.. symbols.Where(symbol => symbol.Name.Length != 0).OrderBy(symbol => symbol.Address)];
        _addresses = [.. _symbols.Select(symbol => symbol.Address)];
    }

    public IReadOnlyList<Symbol> Symbols => _symbols;

    /// <summary>"0x101234 (Kernel_Main+0x14)", or the address alone where no symbol covers it.</summary>
    public string Describe(ulong address) =>
        Find(address) is { } symbol ? $"0x{address:X} ({symbol.Name}{Offset(address - symbol.Address)})" : $"0x{address:X}";

    /// <summary>The symbol that covers an address: the nearest below, within its size when it has one.</summary>
    public Symbol? Find(ulong address)
    {
        int index = Array.BinarySearch(_addresses, address);
        if (index < 0) index = ~index - 1;
        if (index < 0) return null;
        var symbol = _symbols[index];
        return symbol.Size != 0 && address - symbol.Address >= symbol.Size ? null : symbol;
    }

    private static string Offset(ulong offset) => offset == 0 ? "" : $"+0x{offset:X}";
}

/// <param name="Size">Bytes; 0 where unknown.</param>
public sealed record Symbol(string Name, ulong Address, ulong Size);
