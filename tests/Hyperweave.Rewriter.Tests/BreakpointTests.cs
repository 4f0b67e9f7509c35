using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Microsoft.CodeAnalysis.Emit;
using Xunit;

namespace Hyperweave.Rewriting.Tests;

/// <summary>
/// What a debugger does with a breakpoint, before and after a rewrite that moves instructions: file and line → method and IL
/// offset, by the symbols that belong to the image; and the statement that begins there is the same one.
/// </summary>
public class BreakpointTests
{
    /// <summary>Cases whose methods grow, so that every offset behind the first site moves; and state machines, where none does.</summary>
    public static TheoryData<string, DebugInformationFormat, bool> Cases
    {
        get
        {
            var data = new TheoryData<string, DebugInformationFormat, bool>();
            foreach (var name in new[] { "BranchGrowth", "Switches", "Exceptions", "Asynchronous", "improvements/PageTables", "improvements/InterruptMasking" })
            {
                data.Add(name, DebugInformationFormat.PortablePdb, true);
                data.Add(name, DebugInformationFormat.Embedded, false);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_breakpoint_finds_the_same_statement(string name, DebugInformationFormat format, bool optimize)
    {
        using var workspace = new Workspace();
        var options = workspace.Compile(RewriterCase.Load(name), optimize, format) with { Improvements = Improvements.All };
        var result = Rewriter.Rewrite(options);
        Assert.True(result.Success);
        var before = Breakpoints(options.InputPath);
        var after = Breakpoints(options.OutputPath);
        Assert.Equal(before.Count, after.Count);
        var grows = result.ImprovementCounts.Keys.Any(one => one is "inline-interrupt-mask" or "batch-page-tables");
        Assert.Equal(grows, !before.Select(one => one.Offset).SequenceEqual(after.Select(one => one.Offset)));
        Assert.All(before.Zip(after), pair => Assert.Equal(pair.First with { Offset = 0, Statement = "" }, pair.Second with { Offset = 0, Statement = "" }));
        // How a statement begins: those that the rewriter has changed begin otherwise now.
        var changed = result.Sites.Select(site => $"({site.Line:D4},").ToHashSet();
        var kept = before.Zip(after).Where(pair => !changed.Any(line => pair.First.Place.Contains(line, StringComparison.Ordinal))).ToList();
        Assert.NotEmpty(kept);
        Assert.All(kept, pair => Assert.Equal(pair.First.Statement, pair.Second.Statement));
    }

    /// <summary>Exceptions thrown behind sections that grew, in the rewritten kernel, on the runtime: file and line of the source.</summary>
    [Fact]
    public void A_stack_trace_names_the_line_behind_what_has_grown()
    {
        using var workspace = new Workspace();
        var source = new RewriterCase("Thrower", """
            using Hyperweave.Guest;
            public static class Kernel
            {
                public static void Main()
                {
                    var table = new PageTable();
                    Cpu.Cli();
                    for (var page = 0UL; page < 3; page++)
                        table.Map(page * 0x1000, 0, PageFlags.None);
                    Cpu.Sti();
                    Port.Out8(1, 1);
                    Port.Out8(2, 2);
                    Throw();
                }

                private static void Throw()
                {
                    var state = Cpu.SaveAndDisable();
                    Cpu.Restore(state);
                    throw new System.InvalidOperationException();
                }
            }
            """);
        var options = workspace.Compile(source, optimize: false) with { Improvements = Improvements.All };
        Assert.NotEmpty(Rewriter.Rewrite(options).ImprovementCounts);
        var trace = KernelRunner.StackTrace(options.OutputPath, workspace.Guest);
        Assert.Contains("/src/Thrower.cs:line 20", trace);
        Assert.Contains("/src/Thrower.cs:line 13", trace);
    }

    private sealed record Breakpoint(string Method, string Place, int Offset, string Statement);

    /// <summary>Every visible sequence point of an image, with the IL that begins there.</summary>
    private static List<Breakpoint> Breakpoints(string path)
    {
        using var image = new PEReader(File.OpenRead(path));
        Assert.True(image.TryOpenAssociatedPortablePdb(path, File.OpenRead, out var provider, out _));
        using (provider)
        {
            var symbols = provider!.GetMetadataReader();
            var metadata = image.GetMetadataReader();
            return [.. from method in metadata.MethodDefinitions
                       let definition = metadata.GetMethodDefinition(method)
                       let name = $"{metadata.GetString(metadata.GetTypeDefinition(definition.GetDeclaringType()).Name)}.{metadata.GetString(definition.Name)}"
                       from point in symbols.GetMethodDebugInformation(method).GetSequencePoints()
                       where !point.IsHidden
                       let place = $"{symbols.GetString(symbols.GetDocument(point.Document).Name)}({point.StartLine:D4},{point.StartColumn:D3})"
                       orderby place, name, point.Offset
                       select new Breakpoint(name, place, point.Offset, Statement(image, metadata, method, point.Offset))];
        }
    }

    /// <summary>The opcode at an offset, without its form's length, and the method that it calls if it does.</summary>
    private static string Statement(PEReader image, MetadataReader metadata, MethodDefinitionHandle method, int offset)
    {
        var body = image.GetMethodBody(metadata.GetMethodDefinition(method).RelativeVirtualAddress).GetILReader();
        body.Offset = offset;
        var code = (ILOpCode)body.ReadByte();
        return code is ILOpCode.Call or ILOpCode.Callvirt or ILOpCode.Newobj ? $"{code} {Called(metadata, MetadataTokens.EntityHandle(body.ReadInt32()))}" : Family(code.ToString());
    }

    private static string Family(string code) => code.Split('_')[0];

    private static string Called(MetadataReader metadata, EntityHandle called) => called.Kind switch
    {
        HandleKind.MethodDefinition => metadata.GetString(metadata.GetMethodDefinition((MethodDefinitionHandle)called).Name),
        HandleKind.MemberReference => Parent(metadata, metadata.GetMemberReference((MemberReferenceHandle)called)),
        _ => called.Kind.ToString(),
    };

    private static string Parent(MetadataReader metadata, MemberReference member) => member.Parent.Kind == HandleKind.TypeReference
        && metadata.GetTypeReference((TypeReferenceHandle)member.Parent) is var type
            ? $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}.{metadata.GetString(member.Name)}"
            : metadata.GetString(member.Name);
}
