using System.Collections;
using Hyperweave.Sdk.Tasks;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace Hyperweave.Sdk.Tests;

/// <summary>A source file's path goes through the tasks as the compiler wrote it: an editor finds the place by it, on whatever system.</summary>
public sealed class PathFormTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("hyperweave paths ");

    public void Dispose() => folder.Delete(recursive: true);

    public static TheoryData<string> Paths =>
    [
        @"C:\src\Kernel.cs",
        "C:/src/Kernel.cs",
        @"c:\Users\Anna Müller\My Kernel\Kernel.cs",
        @"\\server\share\src\Kernel.cs",
        @"\\?\C:\a very long path\Kernel.cs",
        @"src\Kernel.cs",
        @"..\shared/Kernel.cs",
        "/home/anna/内核/Kernel.cs",
        "/_/src/Kernel.cs",
    ];

    [Theory]
    [MemberData(nameof(Paths))]
    public void An_error_names_the_file_as_the_compiler_did(string path)
    {
        var messages = new Messages();
        var task = new CheckGuestApi { BuildEngine = messages, Assembly = Compile(path, """System.IO.File.Delete("x");"""), ImageDirectory = Feed.ImageFolder };
        Assert.False(task.Execute());
        Assert.NotEmpty(messages.Errors);
        Assert.All(messages.Errors, error => Assert.Equal((path, 1), (error.File, error.LineNumber)));
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void The_site_list_names_the_file_as_the_compiler_did(string path)
    {
        var sites = Path.Combine(folder.FullName, "sites.json");
        var messages = new Messages();
        var task = new RewriteGuest
        {
            BuildEngine = messages, Assembly = Compile(path, "Hyperweave.Guest.Cpu.Cli();"), Output = Path.Combine(folder.FullName, "Kernel.pv.dll"), Sites = sites,
            References = [new TaskItem(Feed.GuestApi)],
        };
        Assert.True(task.Execute(), string.Join('\n', messages.Errors.Select(error => error.Message)));
        using var json = System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(sites));
        Assert.Equal(path, Assert.Single(json.RootElement.GetProperty("sites").EnumerateArray().ToList()).GetProperty("file").GetString());
    }

    private string Compile(string path, string statement)
    {
        var source = SourceText.From($"static class Kernel {{ static void Main() {{ {statement} }} }}", System.Text.Encoding.UTF8);
        var references = AppDomain.CurrentDomain.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!.ToString()!.Split(Path.PathSeparator)
            .Where(file => Path.GetFileName(file).StartsWith("System.", StringComparison.Ordinal)).Append(Feed.GuestApi);
        var compilation = CSharpCompilation.Create("Kernel", [CSharpSyntaxTree.ParseText(source, path: path)],
            references.Select(file => MetadataReference.CreateFromFile(file)), new CSharpCompilationOptions(OutputKind.ConsoleApplication));
        var assembly = Path.Combine(folder.FullName, "Kernel.dll");
        using var dll = File.Create(assembly);
        using var pdb = File.Create(Path.ChangeExtension(assembly, ".pdb"));
        var result = compilation.Emit(dll, pdb, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb));
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        return assembly;
    }

    /// <summary>Keeps what a task logs.</summary>
    private sealed class Messages : IBuildEngine
    {
        public List<BuildErrorEventArgs> Errors { get; } = [];

        public bool ContinueOnError => false;

        public int LineNumberOfTaskNode => 0;

        public int ColumnNumberOfTaskNode => 0;

        public string ProjectFileOfTaskNode => "";

        public void LogErrorEvent(BuildErrorEventArgs e) => Errors.Add(e);

        public void LogWarningEvent(BuildWarningEventArgs e) { }

        public void LogMessageEvent(BuildMessageEventArgs e) { }

        public void LogCustomEvent(CustomBuildEventArgs e) { }

        public bool BuildProjectFile(string projectFileName, string[] targetNames, IDictionary globalProperties, IDictionary targetOutputs) => throw new NotSupportedException();
    }
}
