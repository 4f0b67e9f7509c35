using System.Runtime.CompilerServices;

namespace Hyperweave.SourceScan;

/// <summary>What to scan.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Folder">The folder that relative paths of the command line start from.</param>
/// <param name="CompilerArguments">The C# compiler's command line, as the project's build makes it.</param>
/// <param name="SdkFolder">The .NET SDK of that build: its Roslyn is used.</param>
/// <param name="OperationsFiles">Further *.Operations.txt.</param>
public sealed record SourceScanOptions(string Name, string Folder, IReadOnlyList<string> CompilerArguments, string SdkFolder, IReadOnlyList<string> OperationsFiles);

/// <summary>Runs every analyzer of Hyperweave over a project's source, as its compiler would see it.</summary>
public static class SourceScanner
{
    /// <exception cref="SourceScanException">The source does not compile, a *.Operations.txt is malformed, or the SDK lacks Roslyn's workspaces.</exception>
    public static SourceScanResult Scan(SourceScanOptions options)
    {
        SdkRoslyn.LoadFrom(options.SdkFolder);
        return Run(options);
    }

    /// <summary>Apart, since Roslyn's types are looked for when a method that names them is compiled.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static SourceScanResult Run(SourceScanOptions options) => Analysis.Run(options).GetAwaiter().GetResult();
}
