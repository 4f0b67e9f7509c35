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
        var name = Path.GetFileName(rewriterCase.Name);
        var input = CaseCompiler.Compile(Folder, name, rewriterCase.Source, optimize, symbols, Guest);
        var operations = Path.Combine(Folder, name + ".Operations.txt");
        File.WriteAllLines(operations, rewriterCase.Operations);
        return new RewriteOptions
        {
            InputPath = input,
            OutputPath = Path.Combine(Folder, name + ".pv.dll"),
            SitesPath = Path.Combine(Folder, name + ".sites.json"),
            Improvements = rewriterCase.Improvements,
            OperationsFiles = [operations],
        };
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
