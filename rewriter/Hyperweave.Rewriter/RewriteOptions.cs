namespace Hyperweave.Rewriting;

/// <summary>What to look at.</summary>
public record ScanOptions
{
    /// <summary>The assembly to read; it is never changed.</summary>
    public required string InputPath { get; init; }

    /// <summary>*.Operations.txt files with a user's own rows.</summary>
    public IReadOnlyList<string> OperationsFiles { get; init; } = [];

    /// <summary>
    /// The assemblies that the input references, as the compiler saw them. Needed to see externs of other assemblies, and
    /// Hyperweave.Guest where a foreign family's calls are replaced; the input's own folder is searched too.
    /// </summary>
    public IReadOnlyList<string> References { get; init; } = [];
}

/// <summary>What to rewrite and where the result goes.</summary>
public sealed record RewriteOptions : ScanOptions
{
    /// <summary>The assembly to write. Its portable PDB, if the input has one, goes beside it under the same name.</summary>
    public required string OutputPath { get; init; }

    /// <summary>What the operations become.</summary>
    public RewriteForm Form { get; init; } = RewriteForm.Paravirtual;

    /// <summary>What to do beyond replacing calls one by one; only in the paravirtual form.</summary>
    public Improvements Improvements { get; init; } = Improvements.All;

    /// <summary>The key (as 'sn -k' writes it) to sign the output with; null to leave a signature's place empty.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Where the list of sites (JSON) goes; null for none.</summary>
    public string? SitesPath { get; init; }
}
