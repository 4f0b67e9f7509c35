using System.Globalization;
using System.Text.RegularExpressions;
using Hyperweave.Vmm.Loading.Dwarf;

namespace Hyperweave.Vmm.Loading;

/// <summary>Says of an image's addresses which method, file and line they belong to.</summary>
/// <param name="lines">See <see cref="GuestImage.ReadLines"/>.</param>
public sealed partial class Symbolizer(SymbolTable symbols, LineTable lines)
{
    /// <summary>"Kernel.Program.Main in /src/Program.cs:line 12", as .NET writes it; what is not known is left out.</summary>
    public string Describe(ulong address)
    {
        var symbol = symbols.Find(address);
        string name = symbol?.Name ?? $"0x{address:X}";
        // A row before the symbol speaks of another function: this one has none.
        return lines.Find(address) is { } line && line.Address >= (symbol?.Address ?? 0) ? $"{name} in {line.File}:line {line.Line}" : name;
    }

    /// <summary>A kernel's line "   at Method [0xADDRESS]" with file and line instead of the address; null for any other line.</summary>
    public string? Annotate(string line) =>
        Frame().Match(line) is { Success: true } frame && ulong.TryParse(frame.Groups[1].Value, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong address)
            ? $"   at {Describe(address)}" : null;

    /// <summary>Whether a line is one that <see cref="Annotate"/> knows.</summary>
    public static bool IsFrame(string line) => Frame().IsMatch(line);

    [GeneratedRegex("^   at .+ \\[0x([0-9A-F]{1,16})\\]\\s*$")]
    private static partial Regex Frame();
}
