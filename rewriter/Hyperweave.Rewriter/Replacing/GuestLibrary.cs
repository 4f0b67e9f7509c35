using Hyperweave.Catalogue;
using Hyperweave.Rewriting.Finding;
using Mono.Cecil;

namespace Hyperweave.Rewriting.Replacing;

/// <summary>Finds the guest API's methods, their paravirtual counterparts, and the methods that improvements call: in the module itself when it is Hyperweave.Guest, else in the assembly of that name.</summary>
internal sealed class GuestLibrary(ModuleDefinition module)
{
    public const string AssemblyName = "Hyperweave.Guest";

    /// <summary>The namespace of what improvements call.</summary>
    public const string WovenNamespace = "Hyperweave.Guest.Woven";

    private readonly Lazy<Dictionary<string, MethodDefinition>> counterparts = new(() => Index(module));

    /// <summary>Why a counterpart cannot be found, or null when the library is at hand.</summary>
    public string? Problem => counterparts.Value.Count != 0
        ? null
        : $"the assembly {AssemblyName} with the namespace {Signatures.ParavirtualNamespace} is not among the references";

    /// <summary>A method's definition, or null.</summary>
    /// <param name="id">Its doc-comment id.</param>
    public MethodDefinition? Find(string id) => counterparts.Value.TryGetValue(id, out var method) ? method : null;

    private static Dictionary<string, MethodDefinition> Index(ModuleDefinition module)
    {
        var library = module.Assembly?.Name.Name == AssemblyName ? module : Load(module);
        return library is null
            ? []
            : library.Types.Where(type => type.Namespace is Signatures.GuestNamespace or Signatures.ParavirtualNamespace or WovenNamespace)
                .SelectMany(type => type.Methods)
                .ToDictionary(DocumentationId.Of);
    }

    private static ModuleDefinition? Load(ModuleDefinition module)
    {
        var name = module.AssemblyReferences.FirstOrDefault(reference => reference.Name == AssemblyName)
            ?? new AssemblyNameReference(AssemblyName, null);
        try
        {
            return module.AssemblyResolver.Resolve(name)?.MainModule;
        }
        catch (AssemblyResolutionException)
        {
            return null;
        }
    }
}
