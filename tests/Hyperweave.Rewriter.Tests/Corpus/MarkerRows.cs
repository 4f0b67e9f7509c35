using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Hyperweave.Rewriting.Tests.Corpus;

/// <summary>
/// User rows that make ordinary calls into operations without harm: each becomes a call of an empty method. They are argument
/// checks and hints to the collector, which most assemblies have. An assembly's own externs are declared innocuous.
/// </summary>
internal static class MarkerRows
{
    private static readonly string[] markers =
    [
        "M:System.ArgumentNullException.ThrowIfNull(System.Object,System.String);port-delay",
        "M:System.ArgumentException.ThrowIfNullOrEmpty(System.String,System.String);port-delay",
        "M:System.ObjectDisposedException.ThrowIf(System.Boolean,System.Object);port-delay",
        "M:System.GC.SuppressFinalize(System.Object);port-delay",
        "M:System.GC.KeepAlive(System.Object);port-delay",
        "M:System.Runtime.CompilerServices.AsyncTaskMethodBuilder.SetStateMachine(System.Runtime.CompilerServices.IAsyncStateMachine);port-delay",
    ];

    /// <summary>Rows for a rewrite that finds nothing.</summary>
    public static IEnumerable<string> None(string assembly) => Externs(assembly).Select(name => $"{name};innocuous");

    /// <summary>Rows for a rewrite that finds the markers.</summary>
    public static IEnumerable<string> Of(string assembly) => [.. markers, .. None(assembly)];

    private static List<string> Externs(string assembly)
    {
        using var image = new PEReader(File.OpenRead(assembly));
        var metadata = image.GetMetadataReader();
        return metadata.MethodDefinitions.Select(metadata.GetMethodDefinition)
            .Where(method => (method.Attributes & MethodAttributes.PinvokeImpl) != 0 || (method.ImplAttributes & MethodImplAttributes.InternalCall) != 0)
            .Select(method => EntryPoint(metadata, method))
            .Distinct()
            .ToList();
    }

    private static string EntryPoint(MetadataReader metadata, MethodDefinition method) =>
        (method.Attributes & MethodAttributes.PinvokeImpl) != 0 && method.GetImport().Name is { IsNil: false } name
            ? metadata.GetString(name)
            : metadata.GetString(method.Name);
}
