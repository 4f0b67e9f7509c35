namespace Hyperweave.SourceScan;

/// <summary>How much a finding matters, after .editorconfig and rule sets; warnings that the project makes errors stay warnings.</summary>
public enum SourceSeverity
{
    Info,
    Warning,
    Error,
}

/// <summary>One finding of an analyzer. Lines and columns count from one; the end is behind the last character.</summary>
/// <param name="Container">Doc-comment id of the member around it; empty outside of members.</param>
/// <param name="Target">Doc-comment id of what is used there, else the text.</param>
/// <param name="Operation">The operation's id in the catalogue; empty where the rule is not about one.</param>
/// <param name="Class">The operation's class; empty likewise.</param>
/// <param name="FullVirtualization">What full virtualization does with it, in words; empty likewise.</param>
/// <param name="Paravirtualization">What the paravirtual build does with it, in words; empty likewise.</param>
/// <param name="Blocks">Whether the paravirtual build fails here.</param>
/// <param name="IsSuppressed">Whether the source suppresses it, by attribute or pragma.</param>
/// <param name="Justification">Why, as the source says; empty when it does not.</param>
public sealed record SourceFinding(
    string Id, SourceSeverity Severity, string Message,
    string File, int Line, int Column, int EndLine, int EndColumn,
    string Container, string Target,
    string Operation, string Class, string FullVirtualization, string Paravirtualization,
    bool Blocks, bool IsSuppressed, string Justification);

/// <summary>A rule that the scan applies.</summary>
/// <param name="HelpUri">Its page.</param>
public sealed record SourceRule(string Id, string Title, string Category, SourceSeverity DefaultSeverity, string HelpUri);

/// <summary>What a scan found, by file and place.</summary>
public sealed record SourceScanResult(IReadOnlyList<SourceFinding> Findings, IReadOnlyList<SourceRule> Rules);

/// <summary>The source cannot be scanned; the message says why, with a place where there is one.</summary>
public sealed class SourceScanException(string message) : Exception(message);
