using System.CommandLine;
using Hyperweave.Cli.Compare;
using Hyperweave.Cli.Help;
using Spectre.Console;

namespace Hyperweave.Cli.Commands;

/// <summary><c>hyperweave compare PROJECT</c>: one kernel, every way to run it, side by side.</summary>
internal static class CompareCommand
{
    private static readonly Argument<string> Project = new("PROJECT") { Description = "The guest project: its folder or its .csproj." };
    private static readonly Option<int> Runs = new("--runs") { Description = "How often each engine runs; the engines take turns.", DefaultValueFactory = _ => 3 };
    private static readonly Option<FileInfo?> Json = new("--json") { Description = "Write every figure to this file." };
    private static readonly Option<string> Memory = new("--memory") { Description = "Guest memory.", DefaultValueFactory = _ => "512M" };
    private static readonly Option<string> Append = new("--append") { Description = "Command line for the guest, e.g. \"quick\" or \"only=sieve,out\".", DefaultValueFactory = _ => "" };
    private static readonly Option<int> Timeout = new("--timeout") { Description = "Seconds that one run of one engine may take.", DefaultValueFactory = _ => 300 };

    internal static Command Build()
    {
        var command = new DocumentedCommand("compare", "Build a guest project, run it under every engine, and print the figures side by side.",
            new Example("hyperweave compare MyKernel", "Three rounds under every engine that this host has."),
            new Example("hyperweave compare MyKernel --runs 1 --json figures.json", "One round, and every figure into a file."),
            new Example("hyperweave compare samples/Nanobench --append only=sieve,out", "Two of the workloads that the guest knows."))
        {
            Project, Runs, Json, Memory, Append, Timeout,
        };
        command.SetAction(Run);
        return command;
    }

    private static async Task<int> Run(ParseResult arguments, CancellationToken cancellation)
    {
        var progress = new ProgressLine();
        if (arguments.GetValue(Runs) < 1) return Complain("--runs takes a number from 1", ExitStatus.Usage);
        try
        {
            progress.Show("building the project");
            var images = GuestProject.Build(arguments.GetRequiredValue(Project));
            var options = new CompareOptions(arguments.GetRequiredValue(Project), images, arguments.GetValue(Runs), arguments.GetRequiredValue(Memory),
                arguments.GetRequiredValue(Append), TimeSpan.FromSeconds(arguments.GetValue(Timeout)));
            var comparison = await new Comparer(options).Run(progress.Show, cancellation);
            progress.Clear();
            CompareTable.Print(Wide(), comparison);
            if (arguments.GetValue(Json) is { } file) CompareJson.Write(file.FullName, comparison);
            return ExitStatus.Success;
        }
        catch (OperationCanceledException)
        {
            return Complain("interrupted", ExitStatus.Interrupted);
        }
        catch (GuestProjectException e)
        {
            return Complain(e.Message, e.IsMissing ? ExitStatus.NoInput : ExitStatus.BadData);
        }
        catch (Exception e) when (e is CompareException or FormatException)
        {
            return Complain(e.Message, ExitStatus.GuestFailed);
        }

        int Complain(string message, int status)
        {
            progress.Clear();
            Console.Error.WriteLine($"hyperweave: {message.TrimEnd()}");
            return status;
        }
    }

    /// <summary>Into a pipe or a file the tables keep their full width instead of 80 columns.</summary>
    private static IAnsiConsole Wide()
    {
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 200;
        return AnsiConsole.Console;
    }
}

/// <summary>One line on a terminal's standard error that says what is going on; plain lines where it is not a terminal.</summary>
internal sealed class ProgressLine
{
    private static readonly bool IsTerminal = !Console.IsErrorRedirected;

    internal void Show(string text)
    {
        if (IsTerminal) Console.Error.Write($"\r\e[2K{text}");
        else if (text.EndsWith("starting", StringComparison.Ordinal) || !text.StartsWith("run ", StringComparison.Ordinal)) Console.Error.WriteLine(text);
    }

    internal void Clear()
    {
        if (IsTerminal) Console.Error.Write("\r\e[2K");
    }
}
