using Xunit;

namespace Hyperweave.Rewriting.Tests;

/// <summary>Each improvement: where it is made, why it is left, that nobody outside can tell, and what it saves.</summary>
public class ImprovementTests
{
    /// <summary>Delays, as the cases spell them: the only accesses that an improvement takes away.</summary>
    private static readonly string[] delays = ["out:80:0", "out:ed:0"];

    public static TheoryData<string, bool> Cases
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (var name in RewriterCase.ImprovementNames)
            {
                data.Add(name, true);
                data.Add(name, false);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_marked_places_are_improved_or_left_with_the_reason(string name, bool optimize)
    {
        using var workspace = new Workspace();
        var rewriterCase = RewriterCase.Load(name);
        var result = Rewriter.Rewrite(workspace.Compile(rewriterCase, optimize));
        Assert.True(result.Success, string.Join('\n', result.Messages));
        Assert.Equal(
            rewriterCase.Improved.Order(),
            result.Sites.Where(site => site.Improvement.Length != 0).Select(site => (site.Line, site.Improvement)).Distinct().Order());
        var left = result.Sites.Where(site => site.Left.Length != 0).Select(site => (site.Line, site.Left)).Distinct().Order().ToList();
        Assert.Equal(rewriterCase.Left.Select(one => one.Line).Order(), left.Select(one => one.Line));
        Assert.All(rewriterCase.Left.Order().Zip(left), pair => Assert.Contains(pair.First.Reason, pair.Second.Left));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_world_outside_sees_the_same_and_is_called_less(string name, bool optimize)
    {
        using var workspace = new Workspace();
        var rewriterCase = RewriterCase.Load(name);
        var options = workspace.Compile(rewriterCase, optimize);
        var plain = Run(options with { Improvements = Improvements.None }, workspace.Guest);
        var improved = Run(options, workspace.Guest);
        Assert.Equal(rewriterCase.Observed, improved.Observed);
        Assert.Equal(rewriterCase.Exits, $"{plain.Exits} -> {improved.Exits}");
        if (!rewriterCase.Source.Contains("extern", StringComparison.Ordinal))
            Assert.Equal(WithoutDelays(KernelRunner.Run(options.InputPath, workspace.Guest, untouched: true)), WithoutDelays(improved));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void What_is_switched_off_is_not_done(string name, bool optimize)
    {
        using var workspace = new Workspace();
        var options = workspace.Compile(RewriterCase.Load(name), optimize) with { Improvements = Improvements.None };
        Assert.All(Rewriter.Rewrite(options).Sites, site => Assert.Equal("", site.Improvement + site.Left));
    }

    [Fact]
    public void Every_improvement_has_a_case() => Assert.Empty(
        Improvement.All.Select(one => one.Name).Except(RewriterCase.ImprovementNames.SelectMany(name => RewriterCase.Load(name).Improved).Select(mark => mark.Improvement)));

    private static KernelRun Run(RewriteOptions options, string guest)
    {
        var result = Rewriter.Rewrite(options);
        Assert.True(result.Success, string.Join('\n', result.Messages));
        return KernelRunner.Run(options.OutputPath, guest);
    }

    private static string WithoutDelays(KernelRun run) => string.Join(' ', run.Observed.Split(' ').Where(word => !delays.Contains(word)));
}
