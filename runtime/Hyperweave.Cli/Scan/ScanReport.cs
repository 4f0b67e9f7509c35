namespace Hyperweave.Cli.Scan;

/// <summary>How much a finding matters, as SARIF 2.1.0 names it (section 3.27.10).</summary>
internal enum ScanLevel
{
    Note,
    Warning,
    Error,
}

/// <summary>One finding, of IL or of machine code.</summary>
internal sealed record ScanFinding
{
    public required string Id { get; init; }

    public required ScanLevel Level { get; init; }

    /// <summary>Whether it keeps the input from being paravirtualized.</summary>
    public required bool Blocks { get; init; }

    public required string Message { get; init; }

    /// <summary>Doc-comment id of the method, or symbol+offset.</summary>
    public required string Container { get; init; }

    /// <summary>What is used there: a doc-comment id, module!entry point, or the instruction as disassembled.</summary>
    public required string Target { get; init; }

    /// <summary>Its id in the catalogue; empty for what nobody can judge, and for instructions out of scope.</summary>
    public required string Operation { get; init; }

    public required string Class { get; init; }

    /// <summary>What replaces it, or why nothing does.</summary>
    public required string Paravirtualization { get; init; }

    /// <summary>What the translation engine does with it; null for IL, which is compiled first.</summary>
    public string? Translation { get; init; }

    /// <summary>Whether the source suppresses it: then it is told, but counts for nothing.</summary>
    public bool Suppressed { get; init; }

    /// <summary>Why it is suppressed, in the source's words; null when not said.</summary>
    public string? Justification { get; init; }

    /// <summary>Source file; null when unknown, and for machine code.</summary>
    public string? File { get; init; }

    /// <summary>From one; null when unknown.</summary>
    public int? Line { get; init; }

    /// <summary>From one; null when unknown.</summary>
    public int? Column { get; init; }

    /// <summary>The line and column behind its last character, from one; null for IL and machine code.</summary>
    public int? EndLine { get; init; }

    public int? EndColumn { get; init; }

    /// <summary>Offset of the IL instruction in its method, bytes.</summary>
    public int? IlOffset { get; init; }

    /// <summary>Of the machine instruction, as linked; null in an object.</summary>
    public ulong? Address { get; init; }

    /// <summary>Of the machine instruction, in bytes; null in an image.</summary>
    public ulong? SectionOffset { get; init; }

    /// <summary>The section of the machine instruction; null for IL.</summary>
    public string? Section { get; init; }

    /// <summary>The symbol of the machine instruction; null where none covers it.</summary>
    public string? Symbol { get; init; }
}

/// <summary>A rule that findings may have.</summary>
/// <param name="Level">Of its findings, unless something changes it.</param>
internal sealed record ScanRule(string Id, string Title, ScanLevel Level, string HelpUri);

/// <summary>Everything about one input.</summary>
/// <param name="Input">The file that was scanned.</param>
/// <param name="Kind">What it is, in words.</param>
/// <param name="All">Every finding, those that the source suppresses too.</param>
/// <param name="Rules">By id.</param>
/// <param name="Remarks">What a reader of the findings must know about how they were made.</param>
internal sealed record ScanReport(string Input, string Kind, IReadOnlyList<ScanFinding> All, IReadOnlyList<ScanRule> Rules, IReadOnlyList<string> Remarks)
{
    /// <summary>Those that count.</summary>
    public IReadOnlyList<ScanFinding> Findings { get; } = [.. All.Where(finding => !finding.Suppressed)];

    public int Blocking => Findings.Count(finding => finding.Blocks);

    /// <summary>Class → number of findings, most first; of those that are about no operation, the rule's title.</summary>
    public IReadOnlyList<KeyValuePair<string, int>> Counts =>
        [.. Findings.CountBy(finding => finding.Class).OrderByDescending(count => count.Value).ThenBy(count => count.Key, StringComparer.Ordinal)];
}

/// <summary>An input that cannot be scanned, and the status that says so.</summary>
internal sealed class ScanException(string message, int status) : Exception(message)
{
    internal int Status { get; } = status;
}
