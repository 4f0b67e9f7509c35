using Hyperweave.Vmm.GuestMemory;
using Hyperweave.Vmm.Loading;
using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>Writes what the translation engine holds for people: each region's guest instructions, each with the host instructions made of it.</summary>
internal sealed class CodeListing
{
    private readonly Translator _translator;
    private readonly GuestPhysicalMemory _memory;
    private readonly TextWriter _output;
    private readonly SymbolTable _symbols;
    private readonly GuestNames _guestNames;
    /// <summary>By the places of their jumps.</summary>
    private readonly Dictionary<int, Link> _links = [];

    internal CodeListing(Translator translator, GuestPhysicalMemory memory, SymbolTable symbols, TextWriter output)
    {
        (_translator, _memory, _symbols, _output) = (translator, memory, symbols, output);
        _guestNames = new GuestNames(symbols);
        foreach (var link in translator.Links) _links[link.Jump] = link;
    }

    /// <summary>All regions that hold guest code of these addresses, by the address of their first instruction.</summary>
    internal void Write(AddressRange range)
    {
        var regions = _translator.Held.Where(region => Touches(region, range)).OrderBy(Listed.HeadOf).ThenBy(region => region.Start).ToList();
        _output.WriteLine($"# {regions.Count} regions. Guest instructions, each with the host instructions made of it; +000 is the region's first host byte.");
        foreach (var region in regions) Write(new Listed(region, _memory, _translator.CodeOf(region), _links));
    }

    private static bool Touches(Region region, AddressRange range)
    {
        foreach (var piece in region.Pieces)
        {
            if (range.Overlaps(piece.Linear, piece.Length)) return true;
        }
        return false;
    }

    private void Write(Listed listed)
    {
        var region = listed.Region;
        _output.WriteLine();
        _output.WriteLine($"{_symbols.Describe(Listed.HeadOf(region))}: {KindOf(region)}; instructions {listed.Guest.Count} -> {listed.HostCount}, "
            + $"bytes {region.GuestBytes} -> {region.Length}; at 0x{region.Start:X} of the code cache");
        var guest = Formatter(_guestNames);
        var host = Formatter(new HostNames(listed, _links, _symbols));
        foreach (var row in listed.Guest)
        {
            if (_symbols.Find(row.Instruction.IP) is { } symbol && symbol.Address == row.Instruction.IP) _output.WriteLine($"{symbol.Name}:");
            WriteLine($"0x{row.Instruction.IP:X}", row.Bytes, "", guest, row.Instruction);
            foreach (var line in row.Host) WriteLine($"+{line.Instruction.IP:X3}", line.Bytes, "    ", host, line.Instruction, Comment(line));
        }
    }

    private static string KindOf(Region region) =>
        $"{(region is FirstTierRegion ? "first tier" : "second tier")}, {(region.Code.IsUser ? "user" : "kernel")}{(region.Code.IsSoft ? ", by pages" : "")}{(region.Code.IsNarrow ? ", 32-bit" : "")}";

    private string Comment(in HostLine line) => line switch
    {
        { ExitCode: { } code } => $"    ; {_translator.Reason(code)}",
        { IsProbe: true } => "    ; is the stack still in its window?",
        _ => "",
    };

    private void WriteLine(string place, byte[] bytes, string indent, IntelFormatter formatter, in Instruction instruction, string comment = "")
    {
        var text = new StringOutput();
        formatter.Format(instruction, text);
        _output.WriteLine($"{place,20}  {BitConverter.ToString(bytes).Replace('-', ' '),-33}{indent} {text}{comment}");
    }

    private static IntelFormatter Formatter(ISymbolResolver names) => new(names)
    {
        Options = { HexPrefix = "0x", HexSuffix = null, SpaceAfterOperandSeparator = true, MemorySizeOptions = MemorySizeOptions.Minimal, ShowBranchSize = false },
    };
}
