using System.CommandLine;
using Hyperweave.Cli.Help;
using Hyperweave.Rewriting;
using Hyperweave.Rewriting.Reporting;

namespace Hyperweave.Cli.Commands;

/// <summary><c>hyperweave rewrite IN.dll -o OUT.dll</c>: the step between compiler and image, by hand.</summary>
internal static class RewriteCommand
{
    private static readonly Argument<string> Input = new("IN.dll") { Description = "The guest's assembly, as compiled." };
    private static readonly Option<string> Output = new("--output", "-o") { Description = "The assembly to write; its PDB goes beside it.", Required = true };
    private static readonly Option<string?> Sites = new("--sites") { Description = "Write the list of sites to this JSON file." };
    private static readonly Option<string[]> Operations = new("--operations") { Description = "A *.Operations.txt file; can be given several times.", DefaultValueFactory = _ => [] };
    private static readonly Option<string[]> References = new("--reference", "-r") { Description = "A referenced assembly; those beside the input are found.", DefaultValueFactory = _ => [] };

    private static readonly Option<string?> KeyFile = new("--key-file") { Description = "Sign the output with this key." };
    private static readonly Option<string?> ReportFile = new("--report") { Description = "Write what was done in each method, and why something was left, to this file; JSON when its name ends in .json." };

    private static readonly (Improvement Improvement, Option<bool> Option)[] Switches =
        [.. Improvement.All.Select(one => (one, new Option<bool>("--no-" + one.Name) { Description = $"Without this improvement: {one.Does}." }))];

    internal static Command Build()
    {
        var command = new DocumentedCommand("rewrite", "Replace the operations in an assembly by hypercalls.",
            new Example("hyperweave rewrite MyKernel.dll -o MyKernel.pv.dll --sites sites.json", "Rewrite, and list what was replaced, by file and line."),
            new Example("hyperweave rewrite MyKernel.dll -o MyKernel.pv.dll --operations My.Operations.txt", "With your own spellings of operations."))
        {
            Input, Output, Sites, ReportFile, Operations, References, KeyFile,
        };
        foreach (var (_, option) in Switches) command.Add(option);
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult arguments)
    {
        var options = new RewriteOptions
        {
            InputPath = arguments.GetRequiredValue(Input),
            OutputPath = arguments.GetRequiredValue(Output),
            SitesPath = arguments.GetValue(Sites),
            KeyFile = arguments.GetValue(KeyFile),
            OperationsFiles = arguments.GetRequiredValue(Operations),
            References = arguments.GetRequiredValue(References),
            Improvements = Improvement.AllBut(Switches.Where(one => arguments.GetValue(one.Option)).Select(one => one.Improvement.Name)),
        };
        if (Missing(options) is { } missing) return Complain($"{missing}: no such file", ExitStatus.NoInput);
        if (Path.GetFullPath(options.InputPath) == Path.GetFullPath(options.OutputPath))
            return Complain("the output is the input; give another name", ExitStatus.Usage);
        try
        {
            var result = Rewriter.Rewrite(options);
            if (result.Success && arguments.GetValue(ReportFile) is { } file) WriteReport(file, result, options);
            return Report(result, options);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Complain(failure.Message, ExitStatus.CannotCreate);
        }
    }

    private static string? Missing(RewriteOptions options) =>
        options.OperationsFiles.Concat(options.References).Concat(options.KeyFile is { } key ? [key] : []).Prepend(options.InputPath).FirstOrDefault(file => !File.Exists(file));

    private static void WriteReport(string file, RewriteResult result, RewriteOptions options)
    {
        var assembly = Path.GetFileName(options.InputPath);
        var isJson = file.EndsWith(".json", StringComparison.OrdinalIgnoreCase);
        File.WriteAllText(file, isJson ? RewriteReport.Json(result, assembly) : RewriteReport.Text(result, assembly));
    }

    private static int Report(RewriteResult result, RewriteOptions options)
    {
        foreach (var message in result.Messages) Console.Error.WriteLine(message);
        if (!result.Success) return ExitStatus.BadData;
        Console.WriteLine(result.Unchanged
            ? $"{options.OutputPath}: unchanged, no operation found"
            : $"{options.OutputPath}: {result.Summary}");
        return ExitStatus.Success;
    }

    private static int Complain(string message, int status)
    {
        Console.Error.WriteLine($"hyperweave: {message}");
        return status;
    }
}
