using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hyperweave.Cli.Scan;

/// <summary>The report as the JSON document that docs/scan.md describes.</summary>
internal static class ScanJson
{
    internal static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    internal static string Text(ScanReport report) => JsonSerializer.Serialize(new
    {
        version = 1,
        input = report.Input,
        kind = report.Kind,
        blocking = report.Blocking,
        counts = new Dictionary<string, int>(report.Counts),
        findings = report.All,
        remarks = report.Remarks,
    }, Options).ReplaceLineEndings("\n") + "\n";
}
