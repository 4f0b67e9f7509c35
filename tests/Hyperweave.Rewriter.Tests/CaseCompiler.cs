using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace Hyperweave.Rewriting.Tests;

/// <summary>Compiles cases against the running framework.</summary>
internal static class CaseCompiler
{
    private static readonly MetadataReference[] framework = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(Path.PathSeparator)
        .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
        .Select(path => (MetadataReference)MetadataReference.CreateFromFile(path))
        .ToArray();

    public static string CasesFolder => Path.Combine(AppContext.BaseDirectory, "Cases");

    /// <summary>Compiles source files into a folder; returns the assembly's path.</summary>
    public static string Compile(string folder, string name, string source, bool optimize = true, DebugInformationFormat symbols = DebugInformationFormat.PortablePdb, params string[] references)
    {
        var tree = CSharpSyntaxTree.ParseText(SourceText.From(source, Encoding.UTF8), new CSharpParseOptions(LanguageVersion.Preview), $"/src/{name}.cs");
        var compilation = CSharpCompilation.Create(name, [tree],
            [.. framework, .. references.Select(path => MetadataReference.CreateFromFile(path))],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, deterministic: true,
                optimizationLevel: optimize ? OptimizationLevel.Release : OptimizationLevel.Debug));
        var path = Path.Combine(folder, name + ".dll");
        using var image = File.Create(path);
        using var pdb = symbols == DebugInformationFormat.Embedded ? null : File.Create(Path.ChangeExtension(path, ".pdb"));
        var result = compilation.Emit(image, pdb, options: new EmitOptions(debugInformationFormat: symbols, pdbFilePath: Path.ChangeExtension(path, ".pdb")));
        return result.Success ? path : throw new InvalidOperationException(string.Join('\n', result.Diagnostics));
    }

    public static string CompileGuest(string folder) =>
        Compile(folder, "Hyperweave.Guest", "using System;\n" + File.ReadAllText(Path.Combine(CasesFolder, "library", "Guest.cs")));
}
