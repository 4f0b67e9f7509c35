using Hyperweave.Image.Elf;

namespace Hyperweave.Image.Linking;

/// <summary>Fills the output sections: copies the inputs, inlines short calls, applies relocations.</summary>
internal sealed class SectionContents(ImageLayout layout, SymbolResolver symbols, CallInliner inliner)
{
    private const byte CodePadding = 0xCC;

    private readonly Relocator _relocator = new(symbols);

    public int InlinedCalls { get; private set; }

    public int Relocations { get; private set; }

    public void WriteAll()
    {
        foreach (var output in layout.Sections.Where(section => section.Type != SectionType.NoBits))
        {
            output.Content = new byte[output.Size];
            if (output.IsExecutable)
                output.Content.AsSpan().Fill(CodePadding);
            foreach (var (section, offset) in output.Parts)
                WritePart(section, output.Content.AsSpan((int)offset, (int)section.Size), output.Address + offset);
        }
    }

    private void WritePart(ObjectSection section, Span<byte> bytes, ulong address)
    {
        section.Content.CopyTo(bytes);
        foreach (var relocation in section.Relocations.Where(relocation => relocation.Type != RelocationType.None))
        {
            Relocations++;
            if (section.IsExecutable && inliner.TryInline(bytes, relocation, symbols.Definition(relocation.Symbol), out var inner))
            {
                InlinedCalls++;
                if (inner is { } address32)
                    _relocator.Apply(bytes, address, section, address32);
            }
            else
            {
                _relocator.Apply(bytes, address, section, relocation);
            }
        }
    }
}
