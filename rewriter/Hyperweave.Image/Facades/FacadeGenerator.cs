using Mono.Cecil;

namespace Hyperweave.Image.Facades;

/// <summary>
/// Makes the assemblies that a guest's IL names (System.Runtime, System.Collections, …) out of the reference assemblies:
/// same identity, but nothing inside save forwarders to the guest core library. A type that the core library lacks is
/// not forwarded, so that its use is found at build time.
/// </summary>
public static class FacadeGenerator
{
    /// <summary>Writes one facade for each reference assembly.</summary>
    /// <param name="coreLibrary">Path of the guest core library.</param>
    /// <param name="references">Paths of the reference assemblies of the targeting pack.</param>
    /// <param name="outputDirectory">Where to write; created when missing.</param>
    /// <returns>Paths of the facades.</returns>
    public static IReadOnlyList<string> Generate(string coreLibrary, IEnumerable<string> references, string outputDirectory)
    {
        Directory.CreateDirectory(outputDirectory);
        using var core = ModuleDefinition.ReadModule(coreLibrary);
        var types = core.Types.Where(type => type.IsPublic).ToDictionary(type => type.FullName);
        return references.Order(StringComparer.Ordinal).Select(path => Write(path, core, types, outputDirectory)).ToList();
    }

    private static string Write(string reference, ModuleDefinition core, Dictionary<string, TypeDefinition> types, string outputDirectory)
    {
        using var source = ModuleDefinition.ReadModule(reference);
        var identity = source.Assembly.Name;
        using var facade = AssemblyDefinition.CreateAssembly(
            new AssemblyNameDefinition(identity.Name, identity.Version) { PublicKey = identity.PublicKey }, source.Name, ModuleKind.Dll);
        var target = new AssemblyNameReference(core.Assembly.Name.Name, core.Assembly.Name.Version);
        facade.MainModule.AssemblyReferences.Clear();
        facade.MainModule.AssemblyReferences.Add(target);
        foreach (var type in PublicNames(source).Where(types.ContainsKey).Select(name => types[name]))
            facade.MainModule.ExportedTypes.Add(new ExportedType(type.Namespace, type.Name, facade.MainModule, target) { IsForwarder = true });
        var path = Path.Combine(outputDirectory, identity.Name + ".dll");
        facade.Write(path, new WriterParameters { DeterministicMvid = true, Timestamp = 0 });
        return path;
    }

    private static IEnumerable<string> PublicNames(ModuleDefinition source) =>
        source.Types.Where(type => type.IsPublic).Select(type => type.FullName)
            .Concat(source.ExportedTypes.Where(type => type.DeclaringType is null).Select(type => type.FullName))
            .Distinct().Order(StringComparer.Ordinal);
}
