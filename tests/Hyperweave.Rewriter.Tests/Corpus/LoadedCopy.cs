using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Hyperweave.Rewriting.Tests.Corpus;

/// <summary>A rewritten assembly loaded beside the original; the runtime's compiler is the judge of its IL.</summary>
internal sealed class LoadedCopy : AssemblyLoadContext, IDisposable
{
    private const BindingFlags Declared = BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    // artifacts/bin/PROJECT/CONFIGURATION/FILE, beside this project's own output.
    private static readonly string guest = Path.Combine(
        AppContext.BaseDirectory, "..", "..", "Hyperweave.Guest", Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/')), "Hyperweave.Guest.dll");

    private readonly Assembly assembly;

    public LoadedCopy(string path) : base(isCollectible: true)
    {
        Resolving += (_, name) => CorpusAssemblies.Files.Prepend(guest).FirstOrDefault(file => Path.GetFileNameWithoutExtension(file) == name.Name) is { } file
            ? LoadFromAssemblyPath(Path.GetFullPath(file))
            : null;
        assembly = LoadFromAssemblyPath(path);
    }

    /// <summary>Compiles that many of the methods that are not generic.</summary>
    /// <exception cref="InvalidProgramException">One's IL is not right.</exception>
    public void Compile(int number)
    {
        foreach (var method in Methods().Where(method => method.GetMethodBody() is not null).Take(number))
            RuntimeHelpers.PrepareMethod(method.MethodHandle);
    }

    /// <summary>A type of the copy, for what it does and not for what it is.</summary>
    public Type Type(string name) => assembly.GetType(name, throwOnError: true)!;

    /// <summary>
    /// Lets code in hosted form run without a machine, as in an ordinary process: each address is what it seems to be, and
    /// nobody interrupts.
    /// </summary>
    public void PlugInNothing()
    {
        var processor = LoadFromAssemblyPath(Path.GetFullPath(guest)).GetType("Hyperweave.Guest.Hosting.HostedProcessor", throwOnError: true)!;
        Func<int, ulong, ulong, ulong, ulong, ulong> operate = (_, address, _, _, _) => address;
        processor.GetMethod("Attach")!.Invoke(null, [operate, (object _) => { }]);
    }

    public void Dispose() => Unload();

    private IEnumerable<MethodBase> Methods() => assembly.GetTypes()
        .Where(type => !type.ContainsGenericParameters)
        .SelectMany(type => type.GetConstructors(Declared).Concat<MethodBase>(type.GetMethods(Declared)))
        .Where(method => !method.ContainsGenericParameters);
}
