namespace Hyperweave.Rewriting;

/// <summary>What a rewrite did. When there are errors, no output was written.</summary>
public sealed record RewriteResult(IReadOnlyList<Site> Sites, IReadOnlyList<RewriteMessage> Messages)
{
    /// <summary>Whether the output was written and holds no operation any more.</summary>
    public bool Success => !Messages.Any(message => message.Severity == RewriteSeverity.Error);

    /// <summary>What was done, in one line: "12 sites replaced; batch-ports 5, drop-delays 2".</summary>
    public string Summary
    {
        get
        {
            var parts = string.Join(", ", ImprovementCounts.Select(one => $"{one.Key} {one.Value}"));
            return $"{Sites.Count(site => site.State == SiteState.Replaced)} sites replaced" + (parts.Length == 0 ? "" : "; " + parts);
        }
    }

    /// <summary>Improvement → sites that it changed, in the order of their names.</summary>
    public IReadOnlyDictionary<string, int> ImprovementCounts => new SortedDictionary<string, int>(
        Sites.Where(site => site.Improvement.Length != 0).CountBy(site => site.Improvement).ToDictionary(), StringComparer.Ordinal);

    /// <summary>Whether the output is the input, byte for byte, because there was nothing to replace.</summary>
    public bool Unchanged => Success && !Sites.Any(site => site.State == SiteState.Replaced);
}

public enum RewriteSeverity
{
    Note,
    Warning,
    Error,
}

/// <summary>One thing to tell the guest's author.</summary>
/// <param name="Id">HV and four digits; see docs/diagnostics.</param>
/// <param name="File">The source file, or the assembly where no source is known.</param>
/// <param name="Line">From one; zero when unknown.</param>
/// <param name="Column">From one; zero when unknown.</param>
public sealed record RewriteMessage(RewriteSeverity Severity, string Id, string Text, string File, int Line = 0, int Column = 0)
{
    /// <summary>The message in the form that MSBuild and editors read.</summary>
    public override string ToString()
    {
        var place = Line == 0 ? File : $"{File}({Line},{Column})";
        return $"{place}: {Severity.ToString().ToLowerInvariant()} {Id}: {Text}";
    }
}
