using System.Runtime.InteropServices;
using Hyperweave.Cli.Screen;
using Hyperweave.Vmm;
using Hyperweave.Vmm.Building;
using Hyperweave.Vmm.Debugging;
using Hyperweave.Vmm.Devices;
using Hyperweave.Vmm.Devices.Disks;
using Hyperweave.Vmm.Engines;
using Hyperweave.Vmm.Engines.Translation;
using Hyperweave.Vmm.Host;
using Hyperweave.Vmm.Loading;

namespace Hyperweave.Cli.Running;

/// <summary>Runs one image to its end and turns every way that can go into one message and an exit status.</summary>
internal static class GuestRunner
{
    /// <summary>A machine that does not answer to its timeout is given this long before the process ends all the same.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    public static int Run(RunRequest request)
    {
        try
        {
            using var output = OpenLine(request.Serial);
            using var console = request.Console is null ? null : OpenLine(request.Console);
            return Run(request, output, console, FindImage(request));
        }
        catch (ImageException problem) { return Fail(problem.Message, ExitStatus.BadData); }
        catch (DiskException problem) { return Fail(problem.Message, ExitStatus.BadData); }
        catch (GuestProjectException problem) { return Fail(problem.Message, problem.IsMissing ? ExitStatus.NoInput : ExitStatus.BadData); }
        catch (FileNotFoundException problem) { return Fail(problem.Message, ExitStatus.NoInput); }
        catch (HostException problem) { return Fail(problem.Message, ExitStatus.Unavailable); }
        catch (GdbException problem) { return Fail(problem.Message, ExitStatus.Unavailable); }
        catch (SerialOutputException problem) { return Fail(problem.Message, ExitStatus.CannotCreate); }
        catch (OutputException problem) { return Fail(problem.Message, ExitStatus.CannotCreate); }
    }

    private static int Run(RunRequest request, Stream output, Stream? console, string image)
    {
        using var canary = request.WithCanary ? new Canary() : null;
        string? commandLine = canary is null ? request.CommandLine : canary.AppendTo(request.CommandLine);
        using var session = MachineBuilder.Build(Options(request, output, console, image) with { CommandLine = commandLine });
        var statistics = request.StatisticsPath is null ? null : new StatisticsFile(session);
        if (request.GdbPort is { } port) ListenForGdb(session, port, stopped: !request.RunsWithoutGdb);
        var watchdog = Watch(request.Timeout);
        using var watch = request.Until?.Start(session);
        var stack = new GuestStack(session);
        session.Start();
        // Only now: .NET takes 2 ms for the first of these.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Cancel(signal, session));
        using var termination = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Cancel(signal, session));
        var ending = session.Wait();
        // What is written now may take longer than its patience.
        watchdog?.Dispose();
        stack.Show();
        if (request.ShowScreen) ShowScreen(session);
        if (request.ScreenshotPath is { } picture) Guard(picture, () => Screenshot.Write(picture, session.Memory));
        if (request.ListingPath is { } listing) Guard(listing, () => WriteListing(listing, request.Listed, session));
        if (statistics is not null) Guard(request.StatisticsPath!, () => statistics.Write(request.StatisticsPath!, ending));
        return ending.Message is null ? ending.Status : Fail(ending.Message, ending.Status);
    }

    private static void WriteListing(string path, AddressRange range, MachineSession session)
    {
        using var file = File.CreateText(path);
        ((TranslationEngine)session.Machine.Parts.Engine).WriteListing(file, range, session.Image.Symbols);
    }

    private static MachineOptions Options(RunRequest request, Stream output, Stream? console, string image) => new()
    {
        ImagePath = image,
        Engine = request.Engine,
        Processor = request.Processor,
        MemoryBytes = request.MemoryBytes,
        CodeCacheBytes = request.CodeCacheBytes,
        Modules = request.Modules,
        SerialOutput = output,
        SerialInput = InputOf(request.Serial),
        ConsoleOutput = console,
        ConsoleInput = InputOf(request.Console),
        Disks = request.Disks,
        Keys = request.Keys,
        Timeout = request.Timeout,
        Log = static line => Console.Error.WriteLine($"hyperweave: {line}"),
    };

    private static string FindImage(RunRequest request)
    {
        if (!GuestProject.IsProject(request.Target)) return request.Target;
        var images = GuestProject.Build(request.Target);
        return request.Engine == EngineKind.Translation ? images.Unmodified : images.Paravirtual;
    }

    private static Stream? InputOf(string? line) => line == RunRequest.Stdio ? Console.OpenStandardInput() : null;

    private static Stream OpenLine(string target)
    {
        if (target == RunRequest.Stdio) return Console.OpenStandardOutput();
        if (target == RunRequest.NoSerial) return Stream.Null;
        Stream? file = null;
        Guard(target, () => file = File.Create(target));
        return file!;
    }

    private static void Guard(string path, Action write)
    {
        try
        {
            write();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new OutputException($"{path}: cannot be written: {failure.Message}");
        }
    }

    private static void Cancel(PosixSignalContext signal, MachineSession session)
    {
        signal.Cancel = true;
        session.Machine.Stop(MachineEnding.Cancelled(session.Machine.Where()));
    }

    private static void ListenForGdb(MachineSession session, int port, bool stopped)
    {
        int taken = session.ListenForGdb(port, stopped);
        Console.Error.WriteLine($"hyperweave: {(stopped ? "waiting for gdb" : "gdb can connect")}: target remote localhost:{taken}");
    }

    private static Timer? Watch(TimeSpan? limit)
    {
        if (limit is not { } time) return null;
        return new Timer(_ => Environment.Exit(Fail($"timed out after {time.TotalSeconds:0.###} s, and the engine does not answer", ExitStatus.Timeout)),
            null, time + Grace, Timeout.InfiniteTimeSpan);
    }

    private static void ShowScreen(MachineSession session)
    {
        foreach (string line in VgaText.Lines(session.Memory)) Console.Error.WriteLine(line);
    }

    private static int Fail(string message, int status)
    {
        Console.Error.WriteLine($"hyperweave: {message}");
        return status;
    }

    private sealed class OutputException(string message) : Exception(message);
}
