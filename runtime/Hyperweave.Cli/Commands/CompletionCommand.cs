using System.CommandLine;
using Hyperweave.Cli.Help;

namespace Hyperweave.Cli.Commands;

/// <summary><c>hyperweave completion SHELL</c>: what teaches a shell to complete commands and options.</summary>
internal static class CompletionCommand
{
    private static readonly Argument<string> Shell = new("SHELL") { Description = "bash, zsh, fish or pwsh." };

    internal static Command Build()
    {
        Shell.AcceptOnlyFromAmong([.. CompletionScripts.ByShell.Keys]);
        var command = new DocumentedCommand("completion", "Print a script that makes a shell complete commands and options.",
            new Example("source <(hyperweave completion bash)", "Complete in this bash; put the line into ~/.bashrc for every one."),
            new Example("hyperweave completion pwsh | Out-String | Invoke-Expression", "The same in PowerShell."))
        {
            Shell,
        };
        command.SetAction(arguments => Console.Out.WriteLine(CompletionScripts.ByShell[arguments.GetRequiredValue(Shell)]));
        return command;
    }
}
