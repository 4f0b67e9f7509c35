using Hyperweave.Catalogue;
using Hyperweave.Image.Elf;
using Iced.Intel;

namespace Hyperweave.Image.Linking;

/// <summary>Proves that the executable sections of a paravirtual image hold no sensitive instruction.</summary>
internal static class SensitiveCheck
{
    private const int FindingsInMessage = 20;

    /// <exception cref="ImageException">One is left; the message names symbol, address and instruction of each.</exception>
    public static void Run(ImageLayout layout, ImageSymbols symbols)
    {
        var findings = new List<string>();
        foreach (var section in layout.Allocated.Where(section => section.IsExecutable && section.Type != SectionType.NoBits))
            Scan(section, symbols, findings);
        if (findings.Count == 0)
            return;
        var rest = findings.Count > FindingsInMessage ? $"; and {findings.Count - FindingsInMessage} more" : "";
        throw new ImageException("sensitive instruction in the paravirtual image: " + string.Join("; ", findings.Take(FindingsInMessage)) + rest, ImageErrorIds.SensitiveInstruction);
    }

    private static void Scan(OutputSection section, ImageSymbols symbols, List<string> findings)
    {
        var decoder = Decoder.Create(64, section.Content, section.Address);
        while (decoder.IP < section.End)
        {
            var instruction = decoder.Decode();
            if (instruction.IsInvalid)
                findings.Add($"{symbols.Describe(instruction.IP)} at 0x{instruction.IP:x}: not an instruction");
            else if (SensitiveInstructions.IsForbidden(instruction, out var reason))
                findings.Add($"{symbols.Describe(instruction.IP)} at 0x{instruction.IP:x}: {instruction} ({reason})");
        }
    }
}
