using Hyperweave.Rewriting.Reporting;
using Hyperweave.Rewriting.Scanning;
using Xunit;

namespace Hyperweave.Rewriting.Tests;

public class ScanTests
{
    public static TheoryData<string> Cases => new(RewriterCase.Names);

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_scan_finds_what_a_rewrite_does(string name)
    {
        using var workspace = new Workspace();
        var options = workspace.Compile(RewriterCase.Load(name));
        var findings = AssemblyScanner.Scan(options).Findings;
        Assert.False(File.Exists(options.OutputPath));
        var rewrite = Rewriter.Rewrite(options);
        Assert.Equal(rewrite.Sites, findings.Select(finding => finding.Site).Where(site => site.State != SiteState.Left));
        Assert.Equal(Places(rewrite, RewriteSeverity.Error), findings.Where(finding => finding.Severity == RewriteSeverity.Error).Select(Place));
        Assert.Equal(Places(rewrite, RewriteSeverity.Warning), findings.Where(finding => finding.Site.State == SiteState.Left).Select(Place));
        Assert.All(findings, finding => Assert.Contains(DiagnosticRules.All, rule => rule.Id == finding.DiagnosticId));
    }

    [Fact]
    public void A_kernel_without_the_guest_library_is_judged_by_the_catalogue()
    {
        using var workspace = new Workspace();
        var rewriterCase = RewriterCase.Load("ForeignExterns");
        var options = workspace.Compile(rewriterCase);
        File.Delete(workspace.Guest);
        var findings = AssemblyScanner.Scan(options).Findings;
        Assert.Equal(
            rewriterCase.Replaced.Order(),
            findings.Where(finding => finding.Site.State == SiteState.Replaced).Select(finding => (finding.Site.Line, finding.Site.Operation)).Distinct().Order());
    }

    [Fact]
    public void An_unreadable_input_is_an_error_and_no_finding()
    {
        using var workspace = new Workspace();
        var path = Path.Combine(workspace.Folder, "text.dll");
        File.WriteAllText(path, "text");
        var scan = AssemblyScanner.Scan(new ScanOptions { InputPath = path });
        Assert.Empty(scan.Findings);
        Assert.Equal("HV0100", Assert.Single(scan.Errors).Id);
    }

    private static IEnumerable<(string Id, int Line, string Text)> Places(RewriteResult result, RewriteSeverity severity) =>
        result.Messages.Where(message => message.Severity == severity).Select(message => (message.Id, message.Line, message.Text));

    private static (string Id, int Line, string Text) Place(AssemblyFinding finding) => (finding.DiagnosticId, finding.Site.Line, finding.Message);
}
