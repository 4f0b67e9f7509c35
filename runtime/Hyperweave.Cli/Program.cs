using System.CommandLine;

namespace Hyperweave.Cli;

/// <summary>The command line. Each command is one file under Commands and one line in <see cref="Build"/>.</summary>
internal static class Program
{
    private static int Main(string[] arguments) => Build().Parse(arguments).Invoke();

    private static RootCommand Build() => new("Hyperweave: compile-time paravirtualization for kernels in C#")
    {
        Commands.CompareCommand.Build(),
    };
}
