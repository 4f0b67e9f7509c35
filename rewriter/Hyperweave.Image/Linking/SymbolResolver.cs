using Hyperweave.Image.Elf;
using Hyperweave.Image.Native;

namespace Hyperweave.Image.Linking;

/// <summary>Gives every symbol its address.</summary>
internal sealed class SymbolResolver
{
    private const int NamesInMessage = 20;

    private readonly ImageLayout _layout;
    private readonly Dictionary<string, ObjectSymbol> _definitions = [];
    private readonly Dictionary<string, ulong> _linkerDefined;

    public SymbolResolver(ImageLayout layout, IReadOnlyList<ObjectFile> objects)
    {
        _layout = layout;
        _linkerDefined = LinkerDefined(layout);
        var duplicates = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var file in objects)
        {
            foreach (var symbol in file.Symbols.Where(symbol => symbol.IsGlobal && symbol.IsDefined))
                AddDefinition(symbol, duplicates);
        }
        if (duplicates.Count > 0)
            throw new ImageException("defined more than once: " + string.Join("; ", duplicates));
        CheckUndefined(objects);
    }

    /// <summary>The address of a symbol; 0 for a weak one that nothing defines.</summary>
    public ulong Address(ObjectSymbol symbol)
    {
        var definition = Definition(symbol);
        if (definition is null)
            return _linkerDefined.GetValueOrDefault(symbol.Name);
        if (definition.Section is null)
            return definition.Value;
        if (!_layout.Contains(definition.Section))
            throw new ImageException($"{definition.Section.File.Name}: symbol {definition.Name} is in section {definition.Section.Name}, which is not part of the image");
        return _layout.Address(definition.Section) + definition.Value;
    }

    /// <summary>The symbol that a reference means; null when the linker itself defines it, or nobody.</summary>
    public ObjectSymbol? Definition(ObjectSymbol symbol) =>
        symbol.IsDefined ? symbol : _definitions.GetValueOrDefault(symbol.Name);

    private void AddDefinition(ObjectSymbol symbol, SortedSet<string> duplicates)
    {
        if (_linkerDefined.ContainsKey(symbol.Name))
            duplicates.Add($"{symbol.Name} ({Place(symbol)}, and the linker itself)");
        else if (!_definitions.TryGetValue(symbol.Name, out var other) || (other.IsWeak && !symbol.IsWeak))
            _definitions[symbol.Name] = symbol;
        else if (!symbol.IsWeak)
            duplicates.Add($"{symbol.Name} ({Place(other)}, {Place(symbol)})");
    }

    private static string Place(ObjectSymbol symbol) => symbol.Section?.File.Name ?? "absolute";

    // A symbol that no relocation uses may stay undefined.
    private void CheckUndefined(IReadOnlyList<ObjectFile> objects)
    {
        var missing = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var section in objects.SelectMany(file => file.Sections).Where(_layout.Contains))
        {
            foreach (var relocation in section.Relocations)
            {
                var symbol = relocation.Symbol;
                if (!symbol.IsWeak && Definition(symbol) is null && !_linkerDefined.ContainsKey(symbol.Name))
                    missing.TryAdd(symbol.Name, $"{symbol.Name} (used in {section.File.Name} {section.Name}+0x{relocation.Offset:x})");
            }
        }
        if (missing.Count == 0)
            return;
        var rest = missing.Count > NamesInMessage ? $"; and {missing.Count - NamesInMessage} more" : "";
        throw new ImageException("undefined: " + string.Join("; ", missing.Values.Take(NamesInMessage)) + rest);
    }

    private static Dictionary<string, ulong> LinkerDefined(ImageLayout layout)
    {
        var symbols = new Dictionary<string, ulong>
        {
            ["hw_image_base"] = ImageLayout.Base,
            ["hw_load_end"] = layout.LoadEnd,
            ["hw_image_limit"] = layout.End,
        };
        AddRange("hw_bss_start", "hw_bss_end", SectionNames.Zeroed);
        AddRange("hw_eh_frame_start", "hw_eh_frame_end", SectionPlacement.ExceptionFrames);
        AddPages("hw_text_base", "hw_text_limit", SectionNames.Text);
        AddPages("hw_native_base", "hw_native_limit", SectionNames.Native);
        // As GNU ld does for sections whose names are C identifiers; the runtime finds its module list by these.
        AddRange("__start___modules", "__stop___modules", "__modules");
        return symbols;

        void AddRange(string start, string end, string section)
        {
            symbols[start] = layout.Find(section)?.Address ?? layout.LoadEnd;
            symbols[end] = layout.Find(section)?.End ?? layout.LoadEnd;
        }

        // Both zero when the image has no such section.
        void AddPages(string start, string end, string section)
        {
            symbols[start] = layout.Find(section)?.Address ?? 0;
            symbols[end] = Alignments.Up(layout.Find(section)?.End ?? 0, ImageLayout.PageSize);
        }
    }
}
