using Mono.Cecil;

namespace Hyperweave.Rewriting.Files;

/// <summary>Finds referenced assemblies by simple name: in the given files, then beside the input. Nowhere else, so that a build depends on its inputs only.</summary>
internal sealed class ReferenceResolver : IAssemblyResolver
{
    private readonly Dictionary<string, string> paths = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, AssemblyDefinition?> opened = new(StringComparer.OrdinalIgnoreCase);
    private readonly string folder;

    public ReferenceResolver(string inputPath, IEnumerable<string> references)
    {
        folder = Path.GetDirectoryName(Path.GetFullPath(inputPath)) ?? ".";
        foreach (var reference in references)
            paths.TryAdd(Path.GetFileNameWithoutExtension(reference), reference);
    }

    public AssemblyDefinition Resolve(AssemblyNameReference name) => Resolve(name, new ReaderParameters());

    public AssemblyDefinition Resolve(AssemblyNameReference name, ReaderParameters parameters)
    {
        if (!opened.TryGetValue(name.Name, out var assembly))
            opened[name.Name] = assembly = Open(name.Name);
        return assembly ?? throw new AssemblyResolutionException(name);
    }

    public void Dispose()
    {
        foreach (var assembly in opened.Values)
            assembly?.Dispose();
    }

    private AssemblyDefinition? Open(string name)
    {
        var path = paths.TryGetValue(name, out var given) ? given : Path.Combine(folder, name + ".dll");
        return File.Exists(path)
            ? AssemblyDefinition.ReadAssembly(path, new ReaderParameters { AssemblyResolver = this })
            : null;
    }
}
