using Xunit;

namespace Hyperweave.Rewriting.Tests;

/// <summary>A kernel in two assemblies: each site is found where its IL is.</summary>
public class OtherAssemblyTests
{
    private const string Library = """
        using System.Runtime.InteropServices;

        namespace Lib;

        public static class Native
        {
            [DllImport("*")] public static extern void cli();
            [DllImport("*")] internal static extern void outb(ushort port, byte value);
        }

        public static class Serial
        {
            public static void Write(byte value) => Native.outb(0x3F8, value);
        }
        """;

    private const string Kernel = """
        using System;

        public static class Kernel
        {
            public static void Main()
            {
                Lib.Native.cli();
                Action disable = Lib.Native.cli;
                disable();
                Lib.Serial.Write(0x41);
            }
        }
        """;

    [Fact]
    public void An_extern_of_another_assembly_is_replaced_at_its_use()
    {
        using var workspace = new Workspace();
        var result = Rewriter.Rewrite(Options(workspace, "Kernel"));
        Assert.True(result.Success, string.Join('\n', result.Messages));
        Assert.Equal([(7, "cli"), (8, "cli")], result.Sites.Select(site => (site.Line, site.Operation)));
    }

    [Fact]
    public void A_wrapper_has_its_site_in_its_own_assembly()
    {
        using var workspace = new Workspace();
        var result = Rewriter.Rewrite(Options(workspace, "Lib"));
        Assert.True(result.Success, string.Join('\n', result.Messages));
        Assert.Equal([(13, "out8")], result.Sites.Select(site => (site.Line, site.Operation)));
    }

    /// <summary>A row of one's own makes the call of the wrapper a site.</summary>
    [Fact]
    public void A_row_names_a_wrapper_in_another_assembly()
    {
        using var workspace = new Workspace();
        var result = Rewriter.Rewrite(Options(workspace, "Kernel", "M:Lib.Serial.Write(System.Byte);shutdown"));
        Assert.Contains((10, "shutdown"), result.Sites.Select(site => (site.Line, site.Operation)));
    }

    private static RewriteOptions Options(Workspace workspace, string name, params string[] rows)
    {
        var library = CaseCompiler.Compile(workspace.Folder, "Lib", Library, references: workspace.Guest);
        CaseCompiler.Compile(workspace.Folder, "Kernel", Kernel, references: [library, workspace.Guest]);
        var operations = Path.Combine(workspace.Folder, name + ".Operations.txt");
        File.WriteAllLines(operations, rows);
        return new RewriteOptions
        {
            InputPath = Path.Combine(workspace.Folder, name + ".dll"),
            OutputPath = Path.Combine(workspace.Folder, name + ".pv.dll"),
            OperationsFiles = [operations],
        };
    }
}
