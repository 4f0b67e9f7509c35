using System.Reflection;
using System.Text.Json;
using Microsoft.CodeAnalysis.Emit;
using Xunit;

namespace Hyperweave.Rewriting.Tests;

public class OutputTests
{
    [Fact]
    public void An_input_without_sites_comes_out_byte_for_byte()
    {
        using var workspace = new Workspace();
        var options = workspace.Compile(RewriterCase.Load("Nothing"));
        Assert.True(Rewriter.Rewrite(options).Unchanged);
        Assert.Equal(File.ReadAllBytes(options.InputPath), File.ReadAllBytes(options.OutputPath));
        Assert.Equal(File.ReadAllBytes(Path.ChangeExtension(options.InputPath, ".pdb")), File.ReadAllBytes(Path.ChangeExtension(options.OutputPath, ".pdb")));
    }

    [Theory]
    [InlineData("GuestApi", DebugInformationFormat.PortablePdb)]
    [InlineData("GuestApi", DebugInformationFormat.Embedded)]
    [InlineData("ForeignExterns", DebugInformationFormat.PortablePdb)]
    public void The_same_input_gives_the_same_bytes_wherever_they_go(string name, DebugInformationFormat format)
    {
        using var workspace = new Workspace();
        var options = workspace.Compile(RewriterCase.Load(name), symbols: format);
        var elsewhere = Directory.CreateDirectory(Path.Combine(workspace.Folder, "a longer folder"));
        var second = options with { OutputPath = Path.Combine(elsewhere.FullName, Path.GetFileName(options.OutputPath)) };
        Assert.True(Rewriter.Rewrite(options).Success);
        Thread.Sleep(TimeSpan.FromSeconds(1.1));
        Assert.True(Rewriter.Rewrite(second).Success);
        Assert.Equal(File.ReadAllBytes(options.OutputPath), File.ReadAllBytes(second.OutputPath));
        if (format == DebugInformationFormat.PortablePdb)
            Assert.Equal(File.ReadAllBytes(Path.ChangeExtension(options.OutputPath, ".pdb")), File.ReadAllBytes(Path.ChangeExtension(second.OutputPath, ".pdb")));
    }

    [Fact]
    public void The_assembly_keeps_its_name()
    {
        using var workspace = new Workspace();
        var options = workspace.Compile(RewriterCase.Load("GuestApi"));
        Assert.True(Rewriter.Rewrite(options).Success);
        Assert.Equal("GuestApi", AssemblyName.GetAssemblyName(options.OutputPath).Name);
    }

    [Fact]
    public void Rewriting_twice_changes_nothing_more()
    {
        using var workspace = new Workspace();
        var options = workspace.Compile(RewriterCase.Load("ForeignExterns"));
        Assert.True(Rewriter.Rewrite(options).Success);
        var again = options with { InputPath = options.OutputPath, OutputPath = Path.Combine(workspace.Folder, "again.dll") };
        Assert.True(Rewriter.Rewrite(again).Unchanged);
    }

    [Fact]
    public void An_extern_has_one_thunk_for_all_calls_delegates_and_pointers()
    {
        using var workspace = new Workspace();
        var options = workspace.Compile(RewriterCase.Load("FunctionPointers"));
        Assert.True(Rewriter.Rewrite(options).Success);
        using var written = Mono.Cecil.AssemblyDefinition.ReadAssembly(options.OutputPath);
        var thunks = written.MainModule.GetType("<Hyperweave>Adapters").Methods;
        Assert.Equal(["Disable", "In", "Out"], thunks.Select(thunk => thunk.Name.Split('_')[0]).Order());
        Assert.All(thunks, thunk => Assert.True(thunk.IsStatic));
    }

    [Fact]
    public void The_site_list_names_method_place_operation_and_hypercall()
    {
        using var workspace = new Workspace();
        var options = workspace.Compile(RewriterCase.Load("GuestApi"));
        Assert.True(Rewriter.Rewrite(options).Success);
        using var list = JsonDocument.Parse(File.ReadAllText(options.SitesPath!));
        Assert.Equal("GuestApi.dll", list.RootElement.GetProperty("assembly").GetString());
        var second = list.RootElement.GetProperty("sites")[1];
        Assert.Equal("M:Kernel.Main", second.GetProperty("method").GetString());
        Assert.Equal("/src/GuestApi.cs", second.GetProperty("file").GetString());
        Assert.Equal(12, second.GetProperty("line").GetInt32());
        Assert.Equal("out8", second.GetProperty("operation").GetString());
        Assert.Equal("Hypercall.PortWrite", second.GetProperty("hypercall").GetString());
        Assert.Equal("M:Hyperweave.Guest.Paravirtual.Port.Out8(System.UInt16,System.Byte)", second.GetProperty("replacement").GetString());
        Assert.Equal("replaced", second.GetProperty("state").GetString());
    }

    [Fact]
    public void A_malformed_operations_file_is_named_with_its_line()
    {
        using var workspace = new Workspace();
        var options = workspace.Compile(RewriterCase.Load("Nothing"));
        File.WriteAllText(options.OperationsFiles[0], "// mine\nmy_cli;clii\n");
        var message = Assert.Single(Rewriter.Rewrite(options).Messages);
        Assert.Equal(("HV0007", options.OperationsFiles[0], 2), (message.Id, message.File, message.Line));
    }

    [Fact]
    public void A_foreign_call_without_the_guest_library_is_refused_with_the_reason()
    {
        using var workspace = new Workspace();
        var options = workspace.Compile(RewriterCase.Load("ForeignExterns"));
        File.Delete(workspace.Guest);
        Assert.All(Rewriter.Rewrite(options).Messages, message => Assert.Contains("Hyperweave.Guest", message.Text));
    }
}
