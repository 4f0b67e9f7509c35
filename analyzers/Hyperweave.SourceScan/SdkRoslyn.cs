using System.Reflection;
using System.Runtime.Loader;

namespace Hyperweave.SourceScan;

/// <summary>
/// Takes Roslyn from the .NET SDK that builds the project. A Roslyn of our own would be older some day than the project's C#, and
/// would not read it. The compiler's folder lacks the workspaces; dotnet format's has all of it, in every SDK since .NET 6.
/// </summary>
internal static class SdkRoslyn
{
    private static string? s_folder;

    /// <exception cref="SourceScanException">The SDK has none.</exception>
    public static void LoadFrom(string sdk)
    {
        var folder = Path.Combine(sdk, "DotnetTools", "dotnet-format");
        if (!File.Exists(Path.Combine(folder, "Microsoft.CodeAnalysis.CSharp.Workspaces.dll")))
            throw new SourceScanException($"the .NET SDK at {sdk} has no Roslyn workspaces (DotnetTools/dotnet-format); scan the project's DLL instead");
        if (Interlocked.CompareExchange(ref s_folder, folder, null) is null)
            AssemblyLoadContext.Default.Resolving += Resolve;
    }

    private static Assembly? Resolve(AssemblyLoadContext context, AssemblyName name)
    {
        var file = Path.Combine(s_folder!, name.Name + ".dll");
        return File.Exists(file) ? context.LoadFromAssemblyPath(file) : null;
    }
}
