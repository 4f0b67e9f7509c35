using Mono.Cecil;

namespace Hyperweave.Image.Compilation;

/// <summary>Finds assemblies as the image sees them: the compiled ones by name, all others as facades.</summary>
internal sealed class GuestAssemblyResolver : IAssemblyResolver
{
    private readonly Dictionary<string, AssemblyDefinition?> _loaded = [];
    private readonly Dictionary<string, string> _paths;

    public GuestAssemblyResolver(GuestInputs inputs)
    {
        _paths = Directory.EnumerateFiles(inputs.FacadeDirectory, "*.dll").ToDictionary(NameOf);
        foreach (var path in inputs.Compiled)
            _paths[NameOf(path)] = path;
    }

    public AssemblyDefinition Resolve(AssemblyNameReference name) => Resolve(name, new ReaderParameters());

    public AssemblyDefinition Resolve(AssemblyNameReference name, ReaderParameters parameters)
    {
        if (!_loaded.TryGetValue(name.Name, out var assembly))
        {
            parameters.AssemblyResolver = this;
            assembly = _paths.TryGetValue(name.Name, out var path) ? AssemblyDefinition.ReadAssembly(path, parameters) : null;
            _loaded.Add(name.Name, assembly);
        }
        return assembly ?? throw new AssemblyResolutionException(name);
    }

    public void Dispose()
    {
        foreach (var assembly in _loaded.Values)
            assembly?.Dispose();
    }

    private static string NameOf(string path) => Path.GetFileNameWithoutExtension(path);
}
