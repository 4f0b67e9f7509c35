using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Loader;
using Hyperweave.Rewriting.Hosting;
using Mono.Cecil;

namespace Hyperweave.Hosting.Kernel;

/// <summary>
/// A kernel's own copies of its assemblies, woven for hosting: statics begin anew with each machine, and two machines do not
/// share them. Copied is what uses the guest API, directly or not; the framework and everything else stay the process's.
/// </summary>
internal sealed class KernelContext(string directory) : AssemblyLoadContext("kernel", isCollectible: true)
{
    public const string GuestLibrary = "Hyperweave.Guest";

    private static readonly ConcurrentDictionary<(string Path, DateTime Written), WovenAssembly> s_woven = new();
    private readonly Dictionary<string, bool> _usesGuest = [];

    /// <summary>What the process itself can load, the framework first of all.</summary>
    private static string[] TrustedAssemblies => ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "").Split(Path.PathSeparator);

    /// <summary>Loads the copy of an assembly.</summary>
    public Assembly Copy(string path) => Load(path, Woven(path));

    public Assembly GuestApi() => LoadFromAssemblyName(new AssemblyName(GuestLibrary));

    protected override Assembly? Load(AssemblyName name)
    {
        string path = PathOf(name.Name!);
        return UsesGuest(name.Name!) ? Copy(path) : null;
    }

    private Assembly Load(string path, WovenAssembly woven)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        if (Assemblies.FirstOrDefault(loaded => loaded.GetName().Name == name) is { } there) return there;
        using var image = new MemoryStream(woven.Image);
        using var symbols = woven.Symbols is null ? null : new MemoryStream(woven.Symbols);
        return LoadFromStream(image, symbols);
    }

    private static WovenAssembly Woven(string path) => s_woven.GetOrAdd((path, File.GetLastWriteTimeUtc(path)), key =>
    {
        try
        {
            return HostedForm.Weave(key.Path, TrustedAssemblies);
        }
        catch (HostedFormException unreadable)
        {
            throw new HostedMachineException($"{key.Path} cannot be woven for hosting: {unreadable.Message}");
        }
    });

    private bool UsesGuest(string name)
    {
        if (name == GuestLibrary) return true;
        if (_usesGuest.TryGetValue(name, out bool known)) return known;
        _usesGuest[name] = false;
        if (!File.Exists(PathOf(name))) return false;
        using var module = ModuleDefinition.ReadModule(PathOf(name));
        var references = module.AssemblyReferences.Select(reference => reference.Name).ToList();
        return _usesGuest[name] = references.Any(UsesGuest);
    }

    private string PathOf(string name) => Path.Combine(directory, name + ".dll");
}
