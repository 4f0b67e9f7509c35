using Hyperweave.Catalogue;
using Hyperweave.Image.Elf;
using Iced.Intel;

namespace Hyperweave.Image.Scanning;

/// <summary>
/// Finds every sensitive, privileged or needlessly slow instruction in the machine code of an ELF file. Code is decoded
/// straight on and anew at each symbol, so that data between two functions cannot hide the second; symbols of data inside a
/// code section are left out. Code that jumps into the middle of an instruction is not found.
/// </summary>
public static class CodeScanner
{
    /// <summary>Scans a file from memory; the name is for messages.</summary>
    /// <param name="bits">16, 32 or 64 to decode all code as such; null to go by the file's header.</param>
    /// <exception cref="ImageException">It is no ELF file for x86, or malformed.</exception>
    public static CodeScan Scan(string name, byte[] content, int? bits = null)
    {
        var file = CodeFileReader.Read(name, content);
        var sweep = new SectionSweep(bits ?? file.Bits);
        foreach (var section in file.Sections)
            sweep.Run(section);
        return new CodeScan(file.Kind, bits ?? file.Bits, file.IsRelocatable, file.Sections.Sum(section => (long)section.Content.Length),
            sweep.Instructions, sweep.Undecodable, sweep.Fillers, sweep.Findings);
    }
}

/// <summary>Decodes section after section.</summary>
internal sealed class SectionSweep(int bits)
{
    public List<InstructionFinding> Findings { get; } = [];

    public long Instructions { get; private set; }

    public long Undecodable { get; private set; }

    public long Fillers { get; private set; }

    public void Run(CodeSection section)
    {
        var reader = new ByteArrayCodeReader(section.Content);
        var decoder = Decoder.Create(bits, reader, section.Address);
        foreach (var range in CodeRange.Split(section))
        {
            reader.Position = (int)range.Start;
            decoder.IP = section.Address + range.Start;
            Run(section, range, reader, decoder);
        }
    }

    private void Run(CodeSection section, CodeRange range, ByteArrayCodeReader reader, Decoder decoder)
    {
        var unreached = range.Symbol is null;
        while (reader.Position < (int)range.End)
        {
            var offset = (ulong)reader.Position;
            decoder.Decode(out var instruction);
            Instructions++;
            var filler = unreached && instruction.Mnemonic == Mnemonic.Int3;
            if (filler)
                Fillers++;
            else if (instruction.IsInvalid)
                Undecodable++;
            else
                Judge(section, range.Symbol, offset, instruction);
            unreached = filler || range.Symbol is null || MayNotContinue(instruction);
        }
    }

    /// <summary>Compilers put INT3 behind jumps, returns and calls that do not return, and linkers between functions.</summary>
    private static bool MayNotContinue(in Instruction instruction) => instruction.FlowControl
        is FlowControl.Call or FlowControl.IndirectCall or FlowControl.UnconditionalBranch or FlowControl.IndirectBranch or FlowControl.Return or FlowControl.Exception;

    private void Judge(CodeSection section, CodeSymbol? symbol, ulong offset, in Instruction instruction)
    {
        if (SensitiveInstructions.Find(instruction) is { } operation)
            Add(operation.Id, operation.ClassName, operation.DiagnosticId, operation.Does, ParavirtualAnswer.Of(operation), operation.State != SupportState.NotSupported, instruction);
        else if (OutOfScope.Mnemonics.TryGetValue(instruction.Mnemonic.ToString().ToUpperInvariant(), out var reason))
            Add("", "privileged", DiagnosticIds.NoReplacement, reason, ParavirtualAnswer.OfOutOfScope(reason), false, instruction);

        void Add(string id, string className, string diagnostic, string does, string paravirtual, bool hasReplacement, in Instruction decoded) =>
            Findings.Add(new InstructionFinding(section.Name, symbol?.Name ?? "", offset - (symbol?.Offset ?? 0), section.Address + offset,
                decoded, id, className, diagnostic, does, paravirtual, hasReplacement));
    }
}
