using Hyperweave.Image;
using Hyperweave.Image.Scanning;
using Hyperweave.Vmm.Engines.Translation;

namespace Hyperweave.Cli.Scan;

/// <summary>Findings of machine code in a report's form, with the translation engine's own word on each.</summary>
internal static class MachineCodeFindings
{
    /// <param name="bits">16, 32 or 64 to decode all code as such; null to go by the file's header.</param>
    /// <exception cref="ScanException">The file is malformed or not for x86.</exception>
    internal static ScanReport Report(string path, byte[] content, int? bits)
    {
        try
        {
            var scan = CodeScanner.Scan(path, content, bits);
            return new ScanReport(path, $"{scan.Kind}, {scan.Bits}-bit code, {scan.CodeBytes} bytes, {scan.Instructions} instructions",
                [.. scan.Findings.Select(finding => Convert(finding, scan.IsRelocatable))], ScanRules.OfMachineCodeAndIl, Remarks(scan));
        }
        catch (ImageException e)
        {
            throw new ScanException(e.Message, ExitStatus.BadData);
        }
    }

    private static ScanFinding Convert(InstructionFinding finding, bool isRelocatable) => new()
    {
        Id = finding.DiagnosticId,
        Level = LevelOf(finding),
        Blocks = !finding.HasReplacement,
        Message = $"{finding.Instruction} at {(isRelocatable ? finding.Section + "+" : "")}0x{finding.Address:x} ({finding.Place}) is {finding.Class}: {finding.Does}",
        Container = finding.Place,
        Target = finding.Instruction.ToString(),
        Operation = finding.Operation,
        Class = finding.Class,
        Paravirtualization = finding.Paravirtual,
        Translation = Text(TranslationSupport.Of(finding.Instruction)),
        Address = isRelocatable ? null : finding.Address,
        SectionOffset = isRelocatable ? finding.Address : null,
        Section = finding.Section,
        Symbol = finding.Symbol.Length == 0 ? null : finding.Symbol,
    };

    private static ScanLevel LevelOf(InstructionFinding finding)
    {
        if (!finding.HasReplacement) return ScanLevel.Error;
        return finding.Class is "sensitive-unprivileged" or "time/identity" ? ScanLevel.Warning : ScanLevel.Note;
    }

    private static string Text(TranslationAnswer answer) => answer switch
    {
        TranslationAnswer.AsItIs => "as it is",
        TranslationAnswer.Inline => "inline emulation",
        TranslationAnswer.Exit => "exit and emulation",
        TranslationAnswer.Undefined => "#UD: not offered",
        _ => "stops the run",
    };

    private static List<string> Remarks(CodeScan scan)
    {
        List<string> remarks = [];
        if (scan.Undecodable != 0)
            remarks.Add($"{scan.Undecodable} places decode to no instruction: data in code, or code of another width than {scan.Bits} bits (--bits)");
        if (scan.Fillers != 0)
            remarks.Add($"{scan.Fillers} INT3 that control does not reach (behind jumps, returns and calls) are not listed");
        if (scan.CodeBytes == 0)
            remarks.Add("the file has no executable code");
        return remarks;
    }
}
