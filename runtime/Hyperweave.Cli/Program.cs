using System.CommandLine;
using Hyperweave.Cli.Commands;
using Hyperweave.Cli.Help;
using Hyperweave.Vmm.Building;

namespace Hyperweave.Cli;

/// <summary>The command line. Each command is one file under Commands and one line in <see cref="Commands"/>.</summary>
internal static class Program
{
    /// <summary>
    /// Bytes: what booting Linux allocates, and a quarter more. Most of that is what is known of translated code, which stays; a collection would
    /// only copy it, for 10 ms.
    /// </summary>
    private const long Uncollected = 72 << 20;
    /// <summary>Where .NET may use no more than a few tens of MiB (DOTNET_GCHeapHardLimit, containers), asking for that ended its process.</summary>
    private const long Plenty = 16 * Uncollected;

    private static int Main(string[] arguments)
    {
        string? word = arguments.FirstOrDefault();
        if (word == "run") StartGuests();
        var parsed = Build(word).Parse(arguments);
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

    private static void StartGuests()
    {
        if (GC.GetGCMemoryInfo().TotalAvailableMemoryBytes > Plenty) GC.TryStartNoGCRegion(Uncollected);
        Forerunner.Start();
    }

    private static readonly (string Name, Func<Command> Build)[] Commands =
    [
        ("run", RunCommand.Build),
        ("screenshot", ScreenshotCommand.Build),
        ("compare", CompareCommand.Build),
        ("rewrite", RewriteCommand.Build),
        ("scan", ScanCommand.Build),
        ("symbolize", SymbolizeCommand.Build),
        ("catalogue", CatalogueCommand.Build),
        ("completion", CompletionCommand.Build),
        ("man", ManualCommand.Build),
    ];

    /// <param name="word">The command line's first: where it names a command, the others need not be built, which would make a guest start later.</param>
    internal static RootCommand Build(string? word = null)
    {
        var root = new RootCommand("Hyperweave: compile-time paravirtualization for kernels in C#");
        foreach (var (name, build) in Array.FindAll(Commands, command => command.Name == word) is { Length: 1 } named ? named : Commands)
        {
            var command = build();
            UnknownOptions.RefuseIn(command);
            root.Add(command);
        }
        HelpWithExamples.AddTo(root);
        return root;
    }
}
