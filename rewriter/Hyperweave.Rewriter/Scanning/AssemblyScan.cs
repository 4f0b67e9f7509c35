namespace Hyperweave.Rewriting.Scanning;

/// <summary>One finding in an assembly's IL.</summary>
/// <param name="Site">Where it is and what the rewriter would do there: <see cref="SiteState.Replaced"/> means that it could be replaced.</param>
/// <param name="DiagnosticId">The rule that the editor would report it by.</param>
/// <param name="Severity">An error keeps the assembly from being rewritten.</param>
/// <param name="Message">What it is, as a sentence.</param>
public sealed record AssemblyFinding(Site Site, string DiagnosticId, RewriteSeverity Severity, string Message);

/// <summary>What a scan found.</summary>
/// <param name="Findings">In the order of the IL.</param>
/// <param name="Errors">Why the input could not be read; then there are no findings.</param>
public sealed record AssemblyScan(IReadOnlyList<AssemblyFinding> Findings, IReadOnlyList<RewriteMessage> Errors);
