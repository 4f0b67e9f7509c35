using Hyperweave.Image.Elf;

namespace Hyperweave.Image.Scanning;

/// <summary>The executable bytes of an ELF file.</summary>
/// <param name="Kind">What the file is, in words.</param>
/// <param name="Bits">The width of its code by its header: 32 or 64.</param>
/// <param name="IsRelocatable">Whether addresses are offsets in their sections, as in an object.</param>
internal sealed record CodeFile(string Kind, int Bits, bool IsRelocatable, IReadOnlyList<CodeSection> Sections);

/// <summary>One executable section, or one executable segment where the file has no sections.</summary>
/// <param name="Address">Of its first byte; 0 in an object.</param>
/// <param name="Symbols">Those inside, by offset.</param>
internal sealed record CodeSection(string Name, ulong Address, byte[] Content, IReadOnlyList<CodeSymbol> Symbols);

/// <summary>A name in a section.</summary>
/// <param name="Offset">In the section.</param>
/// <param name="Size">Bytes; 0 when not known: then it reaches to the next symbol.</param>
internal sealed record CodeSymbol(string Name, ulong Offset, ulong Size, SymbolKind Kind)
{
    public bool Covers(ulong offset) => offset >= Offset && (Size == 0 || offset - Offset < Size);
}
