using Microsoft.CodeAnalysis.Emit;

namespace Hyperweave.Rewriting.Tests;

/// <summary>A folder with the guest library and one compiled case, removed at the end.</summary>
internal sealed class Workspace : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("hyperweave-rewriter-").FullName;

    public string Guest { get; }

    public Workspace() => Guest = CaseCompiler.CompileGuest(Folder);

    public RewriteOptions Compile(RewriterCase rewriterCase, bool optimize = true, DebugInformationFormat symbols = DebugInformationFormat.PortablePdb)
    {
        var input = CaseCompiler.Compile(Folder, rewriterCase.Name, rewriterCase.Source, optimize, symbols, Guest);
        var operations = Path.Combine(Folder, rewriterCase.Name + ".Operations.txt");
        File.WriteAllLines(operations, rewriterCase.Operations);
        return new RewriteOptions
        {
            InputPath = input,
            OutputPath = Path.Combine(Folder, rewriterCase.Name + ".pv.dll"),
            SitesPath = Path.Combine(Folder, rewriterCase.Name + ".sites.json"),
            OperationsFiles = [operations],
        };
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
