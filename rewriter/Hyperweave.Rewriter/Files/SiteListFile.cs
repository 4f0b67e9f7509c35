using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hyperweave.Rewriting.Files;

/// <summary>The list of sites as JSON: {"version", "assembly", "improvements": {name: sites}, "sites": [Site in camel case]}, in the order of the IL.</summary>
internal static class SiteListFile
{
    private const int Version = 1;

    private static readonly JsonSerializerOptions options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Write(string path, string assembly, RewriteResult result)
    {
        var text = JsonSerializer.Serialize(new { version = Version, assembly = Path.GetFileName(assembly), improvements = result.ImprovementCounts, result.Sites }, options);
        File.WriteAllText(path, text.ReplaceLineEndings("\n") + "\n");
    }
}
