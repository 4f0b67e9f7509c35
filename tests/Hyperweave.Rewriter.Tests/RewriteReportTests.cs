using System.Text.Json;
using Hyperweave.Rewriting.Reporting;
using Xunit;

namespace Hyperweave.Rewriting.Tests;

/// <summary>The report of a rewrite: what was done in each method, and why something was left.</summary>
public sealed class RewriteReportTests : IDisposable
{
    private readonly Workspace workspace = new();
    private readonly RewriteOptions options;
    private readonly RewriteResult result;

    public RewriteReportTests()
    {
        options = workspace.Compile(RewriterCase.Load("improvements/PortBatches"));
        result = Rewriter.Rewrite(options);
    }

    [Fact]
    public void The_text_has_a_line_for_each_site_under_its_method()
    {
        var text = RewriteReport.Text(result, "PortBatches.dll");
        Assert.StartsWith("PortBatches.dll: 33 sites replaced; batch-ports 24\n", text);
        Assert.Contains("\nM:Kernel.Chip  (PortBatches.cs)\n", text);
        Assert.Contains("out8                 batch-ports: PortBatch.Write\n", text);
        Assert.Contains("left: batch-ports: Port.In8 is called before the next port write\n", text);
        Assert.Equal(result.Sites.Count, text.Split('\n').Count(line => line.StartsWith("  line ", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_JSON_counts_each_improvement_and_has_every_site()
    {
        using var json = JsonDocument.Parse(RewriteReport.Json(result, "PortBatches.dll"));
        Assert.Equal(24, json.RootElement.GetProperty("improvements").GetProperty("batch-ports").GetInt32());
        var methods = json.RootElement.GetProperty("methods").EnumerateArray().ToList();
        Assert.Equal(result.Sites.Count, methods.Sum(method => method.GetProperty("sites").GetArrayLength()));
    }

    [Fact]
    public void The_site_list_counts_too()
    {
        using var list = JsonDocument.Parse(File.ReadAllText(options.SitesPath!));
        Assert.Equal(24, list.RootElement.GetProperty("improvements").GetProperty("batch-ports").GetInt32());
        Assert.Contains(list.RootElement.GetProperty("sites").EnumerateArray(), site => site.GetProperty("left").GetString()!.StartsWith("batch-ports: ", StringComparison.Ordinal));
    }

    public void Dispose() => workspace.Dispose();
}
