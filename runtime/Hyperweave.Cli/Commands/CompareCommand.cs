using System.CommandLine;
using Hyperweave.Cli.Compare;
using Hyperweave.Cli.Help;
using Hyperweave.Cli.Running;
using Spectre.Console;

namespace Hyperweave.Cli.Commands;

/// <summary><c>hyperweave compare PROJECT|IMAGE</c>: one kernel, every way to run it, side by side.</summary>
internal static class CompareCommand
{
    private static readonly Argument<string?> Target = new("PROJECT|IMAGE")
    {
        Description = "A guest project, its folder or its .csproj; or any image that prints figures (docs/compare.md).",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private static readonly Option<string?> Kernel = new("--kernel") { Description = "The image, by the name that QEMU gives it: a bzImage, an ELF file…" };
    private static readonly Option<string?> InitialRam = new("--initrd") { Description = "With an image: its initial RAM disk." };
    private static readonly Option<string[]> Disks = new("--disk") { Description = "With an image: a raw disk image, as a virtio disk; can be given several times. The file stays as it is.", DefaultValueFactory = _ => [] };
    private static readonly Option<string?> Native = new("--native") { Description = "With an image: a program of this host that prints the same figures. The words of --append are its arguments." };
    private static readonly Option<int?> Runs = new("--runs") { Description = "How often each engine runs, in turn with the others; 3 for a project, 5 for an image." };
    private static readonly Option<bool> Best = new("--best") { Description = "Show the best value seen instead of the median: for a host that has other things to do." };
    private static readonly Option<FileInfo?> Json = new("--json") { Description = "Write every figure to this file." };
    private static readonly Option<string?> Memory = new("--memory") { Description = "Guest memory; 512M for a project, 256M for an image." };
    private static readonly Option<string> Append = new("--append") { Description = "Command line for the guest, e.g. \"quick\" or \"only=sieve,out\".", DefaultValueFactory = _ => "" };
    private static readonly Option<int> Timeout = new("--timeout") { Description = "Seconds that one run of one engine may take.", DefaultValueFactory = _ => 300 };

    internal static Command Build()
    {
        var command = new DocumentedCommand("compare", "Run a guest project or an image under every engine, and print the figures side by side.",
            new Example("hyperweave compare MyKernel", "Build the project; three rounds under every engine that this host has."),
            new Example("hyperweave compare MyKernel --runs 1 --json figures.json", "One round, and every figure into a file."),
            new Example("hyperweave compare samples/Nanobench --append only=sieve,out", "Two of the workloads that the guest knows."),
            new Example("hyperweave compare --kernel vmlinuz --initrd initrd --append \"console=ttyS0 quiet\" --native ./bench", "Linux, as it is, here and under QEMU; its program on the host too."))
        {
            Target, Kernel, InitialRam, Disks, Native, Runs, Best, Json, RunCommand.Processor, Memory, RunCommand.CodeCache, Append, Timeout,
        };
        command.SetAction(Run);
        return command;
    }

    private static async Task<int> Run(ParseResult arguments, CancellationToken cancellation)
    {
        var progress = new ProgressLine();
        try
        {
            var comparison = await Compare(arguments, progress.Show, cancellation);
            progress.Clear();
            if (!QemuContender.IsInstalled) Console.Error.WriteLine($"hyperweave: no figures of qemu-tcg: {QemuContender.Program} is not installed");
            foreach (string engine in comparison.WithoutFigures) Console.Error.WriteLine($"hyperweave: no figures of {engine}: it does nothing of what the guest was told to do");
            CompareTable.Print(Wide(), arguments.GetValue(Best) ? comparison.AtBest() : comparison);
            if (arguments.GetValue(Json) is { } file) CompareJson.Write(file.FullName, comparison);
            return ExitStatus.Success;
        }
        catch (OperationCanceledException) { return Complain("interrupted", ExitStatus.Interrupted); }
        catch (UsageException e) { return Complain(e.Message, ExitStatus.Usage); }
        catch (GuestProjectException e) { return Complain(e.Message, e.IsMissing ? ExitStatus.NoInput : ExitStatus.BadData); }
        catch (FileNotFoundException e) { return Complain(e.Message, ExitStatus.NoInput); }
        catch (CompareException e) { return Complain(e.Message, ExitStatus.GuestFailed); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { return Complain(e.Message, ExitStatus.CannotCreate); }

        int Complain(string message, int status)
        {
            progress.Clear();
            Console.Error.WriteLine($"hyperweave: {message.TrimEnd()}");
            return status;
        }
    }

    private static Task<Comparison> Compare(ParseResult arguments, Action<string> progress, CancellationToken cancellation)
    {
        string? target = arguments.GetValue(Target), kernel = arguments.GetValue(Kernel);
        if (target is null == kernel is null) throw new UsageException(target is null ? "no project and no image: name one, or give --kernel" : $"two images: {target} and --kernel {kernel}");
        if (kernel is not null || !GuestProject.IsProject(target!)) return ImageComparison(kernel ?? target!, arguments).Run(progress, cancellation);
        foreach (Option option in (Option[])[InitialRam, Disks, Native])
            if (arguments.GetResult(option) is { Implicit: false }) throw new UsageException($"{option.Name} goes with an image, and {target} is a project");
        var options = Options(arguments, runs: 3, memory: "512M");
        progress("building the project");
        return new ProjectComparison(GuestProject.Build(target!), options).Run(progress, cancellation);
    }

    private static ImageComparison ImageComparison(string image, ParseResult arguments)
    {
        string? initialRam = arguments.GetValue(InitialRam), native = arguments.GetValue(Native);
        string[] disks = arguments.GetRequiredValue(Disks);
        var options = Options(arguments, runs: 5, memory: "256M");
        foreach (string? file in (string?[])[image, initialRam, native, .. disks])
            if (file is not null && !File.Exists(file)) throw new FileNotFoundException($"{file}: no such file");
        return new ImageComparison(new GuestMachine(image, options.Megabytes, options.CodeCache, initialRam, disks, options.Processor), native, options);
    }

    private static CompareOptions Options(ParseResult arguments, int runs, string memory)
    {
        int rounds = arguments.GetValue(Runs) ?? runs, seconds = arguments.GetValue(Timeout);
        string size = arguments.GetValue(Memory) ?? memory;
        if (rounds < 1) throw new UsageException("--runs takes a number from 1");
        if (seconds < 1) throw new UsageException("--timeout takes a number of seconds from 1");
        if (!ByteSize.TryParse(size, out ulong bytes) || bytes >> 20 == 0) throw new UsageException($"--memory {size}: not a size; write e.g. 64M or 2G");
        string cache = arguments.GetRequiredValue(RunCommand.CodeCache);
        if (!RunCommand.TryParseCodeCache(cache, out _)) throw new UsageException(RunCommand.WrongCodeCache(cache));
        return new CompareOptions(rounds, bytes >> 20, cache, arguments.GetRequiredValue(Append), TimeSpan.FromSeconds(seconds), arguments.GetValue(RunCommand.Processor));
    }

    /// <summary>Into a pipe or a file the tables keep their full width instead of 80 columns, and have no colours.</summary>
    private static IAnsiConsole Wide()
    {
        if (Console.IsOutputRedirected) (AnsiConsole.Profile.Width, AnsiConsole.Profile.Capabilities.Ansi) = (200, false);
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

/// <summary>A command line that cannot be meant.</summary>
internal sealed class UsageException(string message) : Exception(message);
