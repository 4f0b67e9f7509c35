using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Microsoft.CodeAnalysis.Emit;
using Xunit;

namespace Hyperweave.Rewriting.Tests;

/// <summary>Sequence points before and after, read by the framework's own reader.</summary>
public class SymbolTests
{
    [Theory]
    [InlineData(DebugInformationFormat.PortablePdb, true)]
    [InlineData(DebugInformationFormat.PortablePdb, false)]
    [InlineData(DebugInformationFormat.Embedded, true)]
    [InlineData(DebugInformationFormat.Embedded, false)]
    public void Sequence_points_survive(DebugInformationFormat format, bool optimize)
    {
        using var workspace = new Workspace();
        var options = workspace.Compile(RewriterCase.Load("GuestApi"), optimize, format);
        Assert.True(Rewriter.Rewrite(options).Success);
        var before = SequencePoints(options.InputPath);
        Assert.NotEmpty(before);
        Assert.Equal(before, SequencePoints(options.OutputPath));
    }

    /// <summary>A debugger finds a PDB by the file name and id in the image's debug directory.</summary>
    [Fact]
    public void The_image_names_its_own_PDB()
    {
        using var workspace = new Workspace();
        var options = workspace.Compile(RewriterCase.Load("GuestApi"));
        Assert.True(Rewriter.Rewrite(options).Success);
        using var image = new PEReader(File.OpenRead(options.OutputPath));
        var entry = image.ReadDebugDirectory().Single(candidate => candidate.Type == DebugDirectoryEntryType.CodeView);
        Assert.Equal("GuestApi.pv.pdb", Path.GetFileName(image.ReadCodeViewDebugDirectoryData(entry).Path));
    }

    /// <summary>An exception thrown in the rewritten kernel has the file and line of the source.</summary>
    [Fact]
    public void A_stack_trace_names_the_line()
    {
        using var workspace = new Workspace();
        var source = new RewriterCase("Thrower", """
            using Hyperweave.Guest;
            public static class Kernel
            {
                public static void Main()
                {
                    Cpu.Cli();
                    throw new System.InvalidOperationException();
                }
            }
            """);
        var options = workspace.Compile(source, optimize: false);
        Assert.True(Rewriter.Rewrite(options).Success);
        Assert.Contains("/src/Thrower.cs:line 7", KernelRunner.StackTrace(options.OutputPath, workspace.Guest));
    }

    /// <summary>Method and IL offset, file, line and column of each sequence point.</summary>
    private static List<string> SequencePoints(string path)
    {
        using var image = new PEReader(File.OpenRead(path));
        Assert.True(image.TryOpenAssociatedPortablePdb(path, File.OpenRead, out var provider, out _));
        using (provider)
        {
            var symbols = provider!.GetMetadataReader();
            var methods = image.GetMetadataReader().MethodDefinitions;
            return [.. from method in methods
                       from point in symbols.GetMethodDebugInformation(method).GetSequencePoints()
                       select $"{image.GetMetadataReader().GetString(image.GetMetadataReader().GetMethodDefinition(method).Name)}+{point.Offset:x}: "
                           + $"{symbols.GetString(symbols.GetDocument(point.Document).Name)} {point.StartLine},{point.StartColumn}-{point.EndLine},{point.EndColumn}"];
        }
    }
}
