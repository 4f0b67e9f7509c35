using Xunit;

namespace Hyperweave.Rewriting.Tests;

public class CaseTests
{
    public static TheoryData<string, bool> Cases
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (var name in RewriterCase.Names)
            {
                data.Add(name, true);
                data.Add(name, false);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_marked_sites_and_no_others_are_replaced(string name, bool optimize)
    {
        using var workspace = new Workspace();
        var rewriterCase = RewriterCase.Load(name);
        var result = Rewriter.Rewrite(workspace.Compile(rewriterCase, optimize));
        Assert.Equal(
            rewriterCase.Replaced.Order(),
            result.Sites.Where(site => site.State == SiteState.Replaced).Select(site => (site.Line, site.Operation)).Distinct().Order());
        Assert.Equal(rewriterCase.Errors.Order(), Messages(result, RewriteSeverity.Error));
        Assert.Equal(rewriterCase.Warnings.Order(), Messages(result, RewriteSeverity.Warning));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_rewritten_kernel_calls_the_paravirtual_methods(string name, bool optimize)
    {
        var rewriterCase = RewriterCase.Load(name);
        if (rewriterCase.Log is null && !rewriterCase.IsModel)
            return;
        using var workspace = new Workspace();
        var options = workspace.Compile(rewriterCase, optimize);
        var expected = rewriterCase.Log ?? KernelRunner.Run(options.InputPath, workspace.Guest, untouched: true).Lines;
        Assert.True(expected.Length != 0 || !rewriterCase.IsModel, "the model does nothing");
        var result = Rewriter.Rewrite(options);
        Assert.True(result.Success, string.Join('\n', result.Messages));
        Assert.Equal(expected, KernelRunner.Run(options.OutputPath, workspace.Guest).Lines);
    }

    /// <summary>For the unmodified image the same calls go to the guest API, whose methods are the instructions.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void In_native_form_the_kernel_calls_the_guest_API(string name, bool optimize)
    {
        var rewriterCase = RewriterCase.Load(name);
        // Methods of the kernel's own run their own code.
        if (rewriterCase.Log is not { } expected || rewriterCase.Operations.Any(line => line.StartsWith("M:", StringComparison.Ordinal)))
            return;
        using var workspace = new Workspace();
        var options = workspace.Compile(rewriterCase, optimize) with { Form = RewriteForm.Native };
        var result = Rewriter.Rewrite(options);
        Assert.True(result.Success, string.Join('\n', result.Messages));
        Assert.All(result.Sites, site => Assert.DoesNotContain("Paravirtual", site.Replacement));
        Assert.Equal(expected, KernelRunner.Run(options.OutputPath, workspace.Guest, untouched: true).Lines);
    }

    /// <summary>With every improvement the world outside sees what it saw of the kernel as compiled.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Improvements_change_nothing_that_can_be_observed(string name, bool optimize)
    {
        var rewriterCase = RewriterCase.Load(name);
        if (rewriterCase.Log is null && !rewriterCase.IsModel)
            return;
        using var workspace = new Workspace();
        var options = workspace.Compile(rewriterCase, optimize);
        Assert.True(Rewriter.Rewrite(options).Success);
        var plain = KernelRunner.Run(options.OutputPath, workspace.Guest);
        var improved = Rewriter.Rewrite(options with { Improvements = Improvements.All & ~Improvements.DropDelays });
        Assert.True(improved.Success, string.Join('\n', improved.Messages));
        Assert.Equal(plain.Observed, KernelRunner.Run(options.OutputPath, workspace.Guest).Observed);
    }

    [Fact]
    public void A_refused_rewrite_writes_nothing()
    {
        using var workspace = new Workspace();
        var options = workspace.Compile(RewriterCase.Load("Refused"));
        Assert.False(Rewriter.Rewrite(options).Success);
        Assert.False(File.Exists(options.OutputPath));
        Assert.False(File.Exists(options.SitesPath));
    }

    [Fact]
    public void A_message_names_file_line_and_what_to_do()
    {
        using var workspace = new Workspace();
        var message = Rewriter.Rewrite(workspace.Compile(RewriterCase.Load("Refused"))).Messages.First(one => one.Id == "HV0004");
        Assert.StartsWith("/src/Refused.cs(", message.ToString());
        Assert.Contains("frobnicate;innocuous", message.Text);
    }

    private static IEnumerable<(int Line, string Id)> Messages(RewriteResult result, RewriteSeverity severity) =>
        result.Messages.Where(message => message.Severity == severity).Select(message => (message.Line, message.Id)).Order();
}
