using System.Text.Json;
using Hyperweave.Rewriting.Reporting;
using Xunit;

namespace Hyperweave.Rewriting.Tests;

public class CatalogueReportTests
{
    [Fact]
    public void The_page_in_docs_is_the_generated_one() =>
        Assert.Equal(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "catalogue.md")),
            CatalogueMarkdown.ToMarkdown());

    [Fact]
    public void The_JSON_has_every_operation_and_every_exception()
    {
        using var json = JsonDocument.Parse(CatalogueReport.ToJson());
        Assert.Equal(CatalogueReport.Entries.Count, json.RootElement.GetProperty("operations").GetArrayLength());
        Assert.Equal(CatalogueReport.OutOfScope.Count, json.RootElement.GetProperty("outOfScope").EnumerateObject().Count());
    }
}
