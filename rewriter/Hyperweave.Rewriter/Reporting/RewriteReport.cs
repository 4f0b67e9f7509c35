using System.Text;
using System.Text.Json;

namespace Hyperweave.Rewriting.Reporting;

/// <summary>What a rewrite did, method by method, and why it left what it left.</summary>
public static class RewriteReport
{
    /// <summary>For people: a paragraph a method, a line a site.</summary>
    public static string Text(RewriteResult result, string assembly)
    {
        var text = new StringBuilder($"{assembly}: {result.Summary}\n");
        foreach (var method in result.Sites.GroupBy(site => site.Method))
        {
            text.Append('\n').Append(method.Key).Append(Place(method.First())).Append('\n');
            foreach (var site in method)
                text.Append(Line(site));
        }

        return text.ToString();
    }

    /// <summary>For programs: {"version", "assembly", "summary", "improvements": {name: sites}, "methods": [{"method", "file", "sites": […]}]}.</summary>
    public static string Json(RewriteResult result, string assembly) => JsonSerializer.Serialize(new
    {
        version = 1,
        assembly,
        summary = result.Summary,
        improvements = result.ImprovementCounts,
        methods = result.Sites.GroupBy(site => site.Method).Select(method => new
        {
            method = method.Key,
            file = method.First().File,
            sites = method.Select(site => new { site.Line, site.Offset, site.Operation, state = site.State.ToString(), site.Improvement, site.Replacement, left = Left(site) }),
        }),
    }, Format).ReplaceLineEndings("\n") + "\n";

    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static string Place(Site site) => site.File.Length == 0 ? "" : $"  ({Path.GetFileName(site.File)})";

    private static string Line(Site site)
    {
        var where = site.Line == 0 ? $"IL_{site.Offset:X4}" : $"line {site.Line}";
        var left = Left(site);
        return $"  {where,-10} {site.Operation,-20} {Done(site)}\n" + (left.Length == 0 ? "" : $"  {"",-31} left: {left}\n");
    }

    private static string Done(Site site) => site switch
    {
        { State: SiteState.Left } => "as it is",
        { Improvement.Length: > 0, Replacement.Length: 0 } => $"{site.Improvement}: dropped",
        { Improvement.Length: > 0 } => $"{site.Improvement}: {Short(site.Replacement)}",
        { Replacement.Length: 0 } => "dropped",
        _ => Short(site.Replacement),
    };

    private static string Left(Site site) => site.Left.Length != 0 ? site.Left : site.Reason;

    /// <summary>Class and method of a doc-comment id.</summary>
    private static string Short(string id)
    {
        var name = id.Split('(')[0].Split(':')[^1].Split('.');
        return string.Join('.', name.TakeLast(2));
    }
}
