using System.Text;

namespace Hyperweave.Rewriting.Reporting;

/// <summary>The catalogue as the page docs/catalogue.md.</summary>
public static class CatalogueMarkdown
{
    private const string Head = """
        # The catalogue of operations

        This page is written by `hyperweave catalogue --markdown`; a test compares them.

        An operation is something that a hypervisor must control, or may want to. *Privileged* operations trap when the kernel runs without
        privilege; *sensitive-unprivileged* ones do not and are silently wrong; *time/identity* shows the real machine; *innocuous-but-slow*
        is correct anywhere, but a virtual machine need not pay for it. *Translated* says what full virtualization does with it in 64-bit
        code: an exit, a few instructions in line, nothing (as it is), or that the virtual processor does not offer it. The replacement
        names the paravirtual interface (`runtime/Hyperweave.Guest/Abi/Hypercall.cs`).

        """;

    /// <summary>The whole page, ending in a line feed.</summary>
    public static string ToMarkdown()
    {
        var page = new StringBuilder(Head.ReplaceLineEndings("\n"));
        AppendOperations(page);
        AppendSpellings(page);
        AppendOutOfScope(page);
        return page.ToString();
    }

    private static void AppendOperations(StringBuilder page)
    {
        Line(page, "\n## Operations\n");
        Line(page, "| operation | instructions | class | what it does | translated | replacement | state | diagnostic |");
        Line(page, "|---|---|---|---|---|---|---|---|");
        foreach (var entry in CatalogueReport.Entries)
        {
            var state = entry.Reason.Length == 0 ? "supported" : $"{StateText(entry.State)}: {entry.Reason}";
            Line(page, $"| `{entry.Id}` | {string.Join(", ", entry.Forms)} | {entry.Class} | {entry.Does} | {TranslatedText(entry.FullVirtualization)} | {Code(entry.Replacement.Split(" + "))} | {state} | [{entry.DiagnosticId}](diagnostics/{entry.DiagnosticId}.md) |");
        }
    }

    private static void AppendSpellings(StringBuilder page)
    {
        Line(page, "\n## How guests spell them\n");
        Line(page, "A doc-comment id names a method, any other name the entry point of an extern.\n");
        foreach (var family in CatalogueReport.Entries.SelectMany(entry => entry.Spellings.Keys).Distinct())
        {
            Line(page, $"### {family}\n\n| operation | spelling |\n|---|---|");
            foreach (var entry in CatalogueReport.Entries.Where(entry => entry.Spellings.ContainsKey(family)))
                Line(page, $"| `{entry.Id}` | {Code(entry.Spellings[family])} |");
            Line(page, "");
        }
    }

    private static void AppendOutOfScope(StringBuilder page)
    {
        Line(page, "## Out of scope\n");
        Line(page, "Privileged instructions without a row. A paravirtual image must not hold them either.\n");
        Line(page, "| instruction | because |\n|---|---|");
        foreach (var (mnemonic, reason) in CatalogueReport.OutOfScope)
            Line(page, $"| {mnemonic} | {reason} |");
    }

    private static string StateText(string state) => state == "notSupported" ? "not supported" : "partly supported";

    private static string TranslatedText(string translated) => translated switch
    {
        "byExit" => "exit",
        "inLine" => "in line",
        "asItIs" => "as it is",
        _ => "not offered",
    };

    private static string Code(IEnumerable<string> names) =>
        string.Join(", ", names.Where(name => name.Length != 0).Select(name => name.Contains('`') ? $"`` {name} ``" : $"`{name}`"));

    private static void Line(StringBuilder page, string text) => page.Append(text).Append('\n');
}
