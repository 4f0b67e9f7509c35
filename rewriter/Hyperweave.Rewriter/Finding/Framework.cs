namespace Hyperweave.Rewriting.Finding;

/// <summary>The framework's assemblies. Nobody searches them for externs: their public methods are IL.</summary>
internal static class Framework
{
    /// <summary>Whether a simple name is one of the framework's.</summary>
    public static bool Has(string assembly) =>
        assembly is "System" or "mscorlib" or "netstandard"
        || assembly.StartsWith("System.", StringComparison.Ordinal)
        || assembly.StartsWith("Microsoft.", StringComparison.Ordinal);
}
