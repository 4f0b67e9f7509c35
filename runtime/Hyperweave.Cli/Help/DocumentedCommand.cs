using System.CommandLine;

namespace Hyperweave.Cli.Help;

/// <summary>A command line as a user would type it, and what it does.</summary>
internal sealed record Example(string CommandLine, string Purpose);

/// <summary>A command with the examples that its help and the manual page show.</summary>
internal sealed class DocumentedCommand(string name, string description, params Example[] examples) : Command(name, description)
{
    public IReadOnlyList<Example> Examples { get; } = examples;
}
