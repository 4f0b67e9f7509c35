using System.CommandLine;
using Hyperweave.Cli.Help;
using Hyperweave.Rewriting.Reporting;
using Spectre.Console;

namespace Hyperweave.Cli.Commands;

/// <summary><c>hyperweave catalogue</c>: every operation that a hypervisor must control, and what replaces it.</summary>
internal static class CatalogueCommand
{
    /// <summary>Columns of a table that goes into a file or a pipe.</summary>
    private const int WidthOfFile = 200;

    private static readonly Option<bool> Json = new("--json") { Description = "Print JSON, with the spellings of each family of guests." };
    private static readonly Option<bool> Markdown = new("--markdown") { Description = "Print the page docs/catalogue.md." };

    internal static Command Build()
    {
        var command = new DocumentedCommand("catalogue", "List the operations, their class, and what replaces each in a paravirtual image.",
            new Example("hyperweave catalogue", "The table, for a terminal."),
            new Example("hyperweave catalogue --json", "With how each family of guests spells an operation."))
        {
            Json, Markdown,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(Json) && result.GetValue(Markdown)) result.AddError("--json and --markdown exclude each other");
        });
        command.SetAction(Print);
        return command;
    }

    private static int Print(ParseResult arguments)
    {
        if (arguments.GetValue(Json))
            Console.Out.Write(CatalogueReport.ToJson());
        else if (arguments.GetValue(Markdown))
            Console.Out.Write(CatalogueMarkdown.ToMarkdown());
        else
            PrintTable();
        return ExitStatus.Success;
    }

    private static void PrintTable()
    {
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = WidthOfFile;
        AnsiConsole.Write(Table());
        AnsiConsole.WriteLine($"{CatalogueReport.Entries.Count} operations; {CatalogueReport.OutOfScope.Count} privileged instructions are out of scope (--markdown says why).");
    }

    private static Table Table()
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var title in new[] { "operation", "instructions", "class", "replacement", "state", "id" })
            table.AddColumn(title);
        foreach (var entry in CatalogueReport.Entries)
        {
            var state = entry.Reason.Length == 0 ? entry.State : entry.Reason;
            table.AddRow(Cells(entry.Id, string.Join(", ", entry.Forms), entry.Class, entry.Replacement, state, entry.DiagnosticId));
        }

        return table;
    }

    private static Text[] Cells(params string[] texts) => [.. texts.Select(text => new Text(text))];
}
