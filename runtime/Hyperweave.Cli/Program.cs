using System.CommandLine;
using Hyperweave.Cli.Commands;
using Hyperweave.Cli.Help;

namespace Hyperweave.Cli;

/// <summary>The command line. Each command is one file under Commands and one line in <see cref="Build"/>.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        var parsed = Build().Parse(arguments);
        try
        {
            int status = parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
            return parsed.Errors.Count != 0 ? ExitStatus.Usage : status;
        }
        catch (Exception defect)
        {
            Console.Error.WriteLine($"hyperweave: internal error, please report it: {defect}");
            return ExitStatus.Internal;
        }
    }

    internal static RootCommand Build()
    {
        var root = new RootCommand("Hyperweave: compile-time paravirtualization for kernels in C#")
        {
            RunCommand.Build(),
            ScreenshotCommand.Build(),
            CompareCommand.Build(),
            RewriteCommand.Build(),
            ScanCommand.Build(),
            SymbolizeCommand.Build(),
            CatalogueCommand.Build(),
            CompletionCommand.Build(),
            ManualCommand.Build(),
        };
        HelpWithExamples.AddTo(root);
        return root;
    }
}
