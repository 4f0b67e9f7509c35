using System.Text.Encodings.Web;
using System.Text.Json;
using Hyperweave.Catalogue;

namespace Hyperweave.Rewriting.Reporting;

/// <summary>One operation as the catalogue's reports show it.</summary>
/// <param name="Forms">Its instruction forms, empty for an operation that is no single instruction.</param>
/// <param name="FullVirtualization">What the translation engine does with it in 64-bit code: byExit, inLine, asItIs or notOffered.</param>
/// <param name="Replacement">Names of the paravirtual interface; empty for none.</param>
/// <param name="State">supported, partlySupported or notSupported.</param>
/// <param name="GuestMethod">Doc-comment id of the guest API's method; empty for none.</param>
/// <param name="Spellings">How each family of guests spells it: family → keys.</param>
public sealed record CatalogueEntry(
    string Id,
    IReadOnlyList<string> Forms,
    string Class,
    string Does,
    string FullVirtualization,
    string Replacement,
    string DiagnosticId,
    string State,
    string Reason,
    string GuestMethod,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Spellings);

/// <summary>The catalogue for people and programs.</summary>
public static class CatalogueReport
{
    private static readonly JsonSerializerOptions options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static IReadOnlyList<CatalogueEntry> Entries { get; } = [.. Operations.All.Select(Entry)];

    /// <summary>Privileged instructions without a row: mnemonic → reason.</summary>
    public static IReadOnlyDictionary<string, string> OutOfScope => Catalogue.OutOfScope.Mnemonics;

    /// <summary>{"operations": [CatalogueEntry in camel case], "outOfScope": {mnemonic: reason}}.</summary>
    public static string ToJson() => JsonSerializer.Serialize(new { operations = Entries, outOfScope = OutOfScope }, options).ReplaceLineEndings("\n") + "\n";

    private static CatalogueEntry Entry(Operation operation) => new(
        operation.Id,
        operation.Forms.Split('|', StringSplitOptions.RemoveEmptyEntries),
        operation.ClassName,
        operation.Does,
        JsonNamingPolicy.CamelCase.ConvertName(operation.Translated.ToString()),
        operation.Replacement,
        operation.DiagnosticId,
        JsonNamingPolicy.CamelCase.ConvertName(operation.State.ToString()),
        operation.Reason,
        Signatures.GuestMethod(operation.Id) ?? "",
        Signatures.All.Where(row => row.Operation == operation.Id).GroupBy(row => row.Family)
            .ToDictionary(group => group.Key, IReadOnlyList<string> (group) => [.. group.Select(row => row.Key)]));
}
