using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using Hyperweave.Cli.Help;
using Hyperweave.Cli.Running;
using Hyperweave.Vmm.Building;
using Hyperweave.Vmm.Devices.Disks;
using Hyperweave.Vmm.Devices.Typing;
using Hyperweave.Vmm.Engines;
using Hyperweave.Vmm.Operations;

namespace Hyperweave.Cli.Commands;

/// <summary><c>hyperweave run IMAGE|PROJECT</c>: one guest, one engine, until it ends.</summary>
internal static class RunCommand
{
    internal static readonly Argument<string?> Target = new("IMAGE|PROJECT")
    {
        Description = "An image, or a guest project: its folder or its .csproj.",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private static readonly Option<string?> Kernel = new("--kernel") { Description = "The image, by the name that QEMU gives it: a bzImage, an ELF file…" };
    private static readonly Option<string?> InitialRam = new("--initrd") { Description = "The initial RAM disk: the guest's first module." };
    private static readonly Option<EngineKind> Engine = new("--engine")
    {
        Description = "translation (any image), direct or confined (paravirtual images)",
        DefaultValueFactory = _ => EngineKind.Translation,
    };
    internal static readonly Option<ProcessorLevel?> Processor = new("--cpu")
    {
        Description = "The processor that the guest sees: v2, v3 (AVX2, FMA, BMI) or host; the highest of v2 and v3 that this host has, if not given.",
    };
    private static readonly Option<string> Memory = new("--memory") { Description = "Guest memory, e.g. 64M or 2G.", DefaultValueFactory = _ => "256M" };
    internal static readonly Option<string> CodeCache = new("--code-cache")
    {
        Description = "What translated code may take, from 1M to 1G; when it is full, all of it is forgotten and made anew.",
        DefaultValueFactory = _ => "64M",
    };
    private static readonly Option<string?> Append = new("--append") { Description = "The guest's command line." };
    private static readonly Option<string[]> Modules = new("--module") { Description = "A file for the guest; can be given several times.", DefaultValueFactory = _ => [] };
    private static readonly Option<string> Serial = new("--serial") { Description = "stdio, or a file for what the guest prints.", DefaultValueFactory = _ => RunRequest.Stdio };
    private static readonly Option<string?> Console = new("--console") { Description = "A virtio console (Linux: hvc0) on stdio, or a file for what the guest prints there. With stdio, --serial must be a file, or it goes nowhere." };
    private static readonly Option<double?> TimeLimit = new("--timeout") { Description = "End the guest after this many seconds." };
    private static readonly Option<string[]> Disks = new("--disk")
    {
        Description = "A raw disk image, as a virtio disk; can be given several times. FILE,snapshot forgets what the guest writes; FILE,readonly refuses it.",
        DefaultValueFactory = _ => [],
    };
    private static readonly Option<string?> Keys = new("--keys") { Description = "Type this at the guest's keyboard: text, <Enter>, <F1>, <Ctrl+C>, <Wait 2s>; see docs/devices.md." };
    private static readonly Option<string?> Statistics = new("--stats") { Description = "Write counters to this JSON file." };
    private static readonly Option<string?> Listing = new("--listing")
    {
        Description = "Write what the translation engine holds at the end to this file: guest instructions, each with the host instructions made of it.",
    };
    private static readonly Option<string?> ListingRange = new("--listing-range") { Description = "With --listing: only code of these guest addresses, e.g. 0x100000-0x100FFF." };
    private static readonly Option<bool> Screen = new("--screen") { Description = "Show VGA text memory at the end, on standard error." };
    private static readonly Option<string?> Screenshot = new("--screenshot") { Description = "Write VGA text memory at the end to this file: a picture if its name ends in .png, else text." };

    private static readonly Option<int?> Gdb = new("--gdb") { Description = "Listen for gdb on this port of the loopback interface (0: any) and stop at the first instruction." };
    private static readonly Option<bool> GdbRun = new("--gdb-run") { Description = "With --gdb: run at once, and stop when gdb connects." };
    private static readonly Option<bool> Canary = new("--canary") { Description = "Append canary=HEX to the command line: the address of 8 bytes of the host, for a guest that probes its isolation." };

    public static Command Build()
    {
        // Instead of the names as C# has them.
        Engine.CompletionSources.Clear();
        Engine.CompletionSources.Add("translation", "direct", "confined");
        Processor.CompletionSources.Clear();
        Processor.CompletionSources.Add("v2", "v3", "host");
        var command = new DocumentedCommand("run", "Run a guest image, or build a guest project and run it.",
            new Example("hyperweave run MyKernel", "Build the project and run its unmodified image; status 1 is its success (docs/exit-status.md)."),
            new Example("hyperweave run MyKernel --engine direct", "Run its paravirtual image natively."),
            new Example("hyperweave run kernel.elf --memory 1G --append quiet --module initrd.gz", "Run any multiboot or PVH image with a command line and a file."),
            new Example("hyperweave run kernel.elf --timeout 10 --serial console.txt --stats counters.json", "For ten seconds at most, with output and counters in files."),
            new Example("hyperweave run kernel.elf --timeout 10 --listing code.txt --listing-range 0x100000-0x100FFF", "Keep what became of a page of its code."),
            new Example("hyperweave run --kernel vmlinuz --initrd initrd.gz --append console=ttyS0 --disk disk.img,snapshot", "Boot Linux with a disk whose file stays as it is."),
            new Example("hyperweave run memtest86+x64.bin --timeout 8 --keys \"<Wait 3s><F1>\" --screenshot menu.png", "Type at the keyboard, and keep the screen as a picture."))
        {
            Target,
        };
        AddGuest(command);
        foreach (var option in (Option[])[Serial, Console, Statistics, Listing, ListingRange, Screen, Screenshot, Canary, Gdb, GdbRun]) command.Add(option);
        command.SetAction(RunWithLines);
        return command;
    }

    /// <summary>Standard input and output belong to one line.</summary>
    private static int RunWithLines(ParseResult arguments)
    {
        string serial = arguments.GetRequiredValue(Serial);
        string? console = arguments.GetValue(Console);
        if (console == RunRequest.Stdio && serial == RunRequest.Stdio)
        {
            if (arguments.GetResult(Serial) is { Implicit: false }) return Complain("--serial stdio and --console stdio: only one of them can have standard input and output");
            serial = RunRequest.NoSerial;
        }
        return Run(arguments, request => request with { Serial = serial, Console = console });
    }

    /// <summary>The options that say what the guest is and has.</summary>
    internal static void AddGuest(Command command)
    {
        foreach (var option in (Option[])[Kernel, InitialRam, Engine, Processor, Memory, CodeCache, Append, Modules, Disks, Keys, TimeLimit]) command.Add(option);
    }

    internal static int Run(ParseResult arguments, Func<RunRequest, RunRequest> complete)
    {
        string? target = arguments.GetValue(Target), kernel = arguments.GetValue(Kernel), initialRam = arguments.GetValue(InitialRam);
        if (target is null == kernel is null) return Complain(target is null ? "no image: name one, or give --kernel" : $"two images: {target} and --kernel {kernel}");
        string memory = arguments.GetRequiredValue(Memory);
        if (!ByteSize.TryParse(memory, out ulong bytes)) return Complain($"--memory {memory}: not a size; write e.g. 64M or 2G");
        bytes &= ~0xFFFUL;
        if (bytes is < MachineBuilder.LeastMemory or > MachineBuilder.MostMemory)
            return Complain($"--memory {memory}: a machine has {MachineBuilder.LeastMemory >> 20}M to {MachineBuilder.MostMemory >> 30}G");
        string cache = arguments.GetRequiredValue(CodeCache);
        if (!TryParseCodeCache(cache, out ulong cacheBytes)) return Complain(WrongCodeCache(cache));
        double? seconds = arguments.GetValue(TimeLimit);
        if (seconds is <= 0 or > 1e6 or double.NaN) return Complain($"--timeout {seconds}: not a number of seconds from above 0 to 1000000");
        int? port = arguments.GetValue(Gdb);
        if (port is < 0 or > ushort.MaxValue) return Complain($"--gdb {port}: not a port from 0 to 65535");
        if (!TryParseListing(arguments, out var listed, out string? wrongListing)) return Complain(wrongListing);
        if (!TryParseKeys(arguments.GetValue(Keys), out var keys, out string? wrongKeys)) return Complain(wrongKeys);
        return GuestRunner.Run(complete(new RunRequest
        {
            Target = target ?? kernel!,
            Engine = arguments.GetValue(Engine),
            Processor = arguments.GetValue(Processor),
            MemoryBytes = bytes,
            CodeCacheBytes = cacheBytes,
            CommandLine = arguments.GetValue(Append),
            Modules = [.. initialRam is null ? [] : new[] { initialRam }, .. arguments.GetRequiredValue(Modules)],
            Serial = RunRequest.NoSerial,
            Disks = [.. arguments.GetRequiredValue(Disks).Select(ParseDisk)],
            Keys = keys,
            Timeout = seconds is { } limit ? TimeSpan.FromSeconds(limit) : null,
            StatisticsPath = arguments.GetValue(Statistics),
            ListingPath = arguments.GetValue(Listing),
            Listed = listed,
            ShowScreen = arguments.GetValue(Screen),
            ScreenshotPath = arguments.GetValue(Screenshot),
            WithCanary = arguments.GetValue(Canary),
            GdbPort = port,
            RunsWithoutGdb = arguments.GetValue(GdbRun),
        }));
    }

    internal static bool TryParseCodeCache(string text, out ulong bytes)
    {
        bool isSize = ByteSize.TryParse(text, out bytes);
        bytes &= ~0xFFFUL;
        return isSize && bytes is >= MachineBuilder.LeastCodeCache and <= MachineBuilder.MostCodeCache;
    }

    internal static string WrongCodeCache(string text) =>
        $"--code-cache {text}: not a size from {MachineBuilder.LeastCodeCache >> 20}M to {MachineBuilder.MostCodeCache >> 30}G";

    private static DiskOptions ParseDisk(string text)
    {
        bool isSnapshot = text.EndsWith(",snapshot", StringComparison.Ordinal), isReadOnly = text.EndsWith(",readonly", StringComparison.Ordinal);
        return new DiskOptions(isSnapshot || isReadOnly ? text[..text.LastIndexOf(',')] : text, isSnapshot, isReadOnly);
    }

    private static bool TryParseListing(ParseResult arguments, out AddressRange listed, [NotNullWhen(false)] out string? problem)
    {
        (listed, problem) = (AddressRange.All, null);
        string? file = arguments.GetValue(Listing), range = arguments.GetValue(ListingRange);
        if (file is not null && arguments.GetValue(Engine) == EngineKind.Direct) problem = $"--listing {file}: engine 'direct' translates nothing";
        else if (file is null && range is not null) problem = $"--listing-range {range}: only with --listing";
        else if (range is not null && !AddressRange.TryParse(range, out listed)) problem = $"--listing-range {range}: not two addresses, the lower first; write e.g. 0x100000-0x100FFF";
        return problem is null;
    }

    private static bool TryParseKeys(string? text, out IReadOnlyList<KeyAction> keys, [NotNullWhen(false)] out string? problem)
    {
        (keys, problem) = ([], null);
        try
        {
            keys = KeySequence.Parse(text ?? "");
        }
        catch (FormatException failure)
        {
            problem = $"--keys: {failure.Message}";
        }
        return problem is null;
    }

    internal static int Complain(string message)
    {
        System.Console.Error.WriteLine($"hyperweave: {message}");
        return ExitStatus.Usage;
    }
}
