using System.CommandLine;
using Hyperweave.Cli.Help;

namespace Hyperweave.Cli.Commands;

/// <summary><c>hyperweave man</c>: the manual page, since a .NET tool cannot install one.</summary>
internal static class ManualCommand
{
    internal static Command Build()
    {
        var command = new DocumentedCommand("man", "Print the manual page.",
            new Example("hyperweave man | man -l -", "Read it."),
            new Example("hyperweave man > ~/.local/share/man/man1/hyperweave.1", "Keep it where man(1) looks."));
        command.SetAction(arguments => Console.Out.Write(ManualPage.Of((RootCommand)arguments.RootCommandResult.Command)));
        return command;
    }
}
