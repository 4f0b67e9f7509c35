using System.Diagnostics;
using System.Security.Cryptography;
using Hyperweave.Vmm.Operations;

namespace Hyperweave.Cli.Compare;

/// <summary>What is built for an image: the same on each machine.</summary>
/// <param name="Disks">Raw images; what the guest writes is forgotten.</param>
internal sealed record GuestMachine(string Image, ulong Megabytes, string CodeCache, string? InitialRam, IReadOnlyList<string> Disks, ProcessorLevel? Processor = null);

/// <summary>A way to run the guest: an engine of ours, the peer, or no machine at all. Every one is a child process whose output is the guest's console.</summary>
internal abstract class Contender(string engine, string image)
{
    /// <summary>The name in the report: translation, direct, confined, qemu-tcg, hosted or native.</summary>
    internal string Engine { get; } = engine;

    internal string Image { get; } = image;

    internal string Sha256 { get; } = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(image)));

    /// <summary>The command to start; <paramref name="guestOptions"/> go to the guest, engine statistics to <paramref name="statisticsFile"/> where there are any.</summary>
    internal abstract ProcessStartInfo Command(string guestOptions, string statisticsFile);

    /// <summary>Whether this exit status is that of a guest that ended well.</summary>
    internal virtual bool IsSuccess(int exitStatus) => exitStatus == 0;

    /// <summary>How to tell the guest's memory from that of the machine that runs it; null where there is no machine.</summary>
    internal virtual MemoryMaps? HostMemory => null;

    internal bool IsMachine => HostMemory is not null;

    protected static string[] Words(string guestOptions) => guestOptions.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    protected static ProcessStartInfo Start(string file, params ReadOnlySpan<string> arguments)
    {
        var start = new ProcessStartInfo(file) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        return start;
    }
}

/// <summary>One of our engines: this program again, with <c>run</c>.</summary>
internal sealed class EngineContender(string engine, GuestMachine machine, bool withCanary = false) : Contender(engine, machine.Image)
{
    internal override MemoryMaps? HostMemory { get; } = MemoryMaps.OfMachine;

    internal override ProcessStartInfo Command(string guestOptions, string statisticsFile)
    {
        var start = Start(Environment.ProcessPath!);
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(typeof(EngineContender).Assembly.Location);
        string[] arguments =
        [
            "run", machine.Image, "--engine", Engine, "--memory", $"{machine.Megabytes}M", "--code-cache", machine.CodeCache, "--append", guestOptions, "--serial", "stdio", "--stats", statisticsFile,
            .. machine.Processor is { } processor ? new[] { "--cpu", processor.ToString() } : [],
            .. machine.InitialRam is { } ram ? new[] { "--initrd", ram } : [],
            .. machine.Disks.SelectMany(disk => new[] { "--disk", $"{disk},snapshot" }),
            .. withCanary ? new[] { "--canary" } : [],
        ];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        return start;
    }

    /// <summary>An unmodified guest ends through the debug exit, whose statuses are odd: see docs/exit-status.md.</summary>
    internal override bool IsSuccess(int exitStatus) => exitStatus is 0 or 1;
}

/// <summary>The peer: QEMU's own binary translator.</summary>
internal sealed class QemuContender(GuestMachine machine) : Contender("qemu-tcg", machine.Image)
{
    internal const string Program = "qemu-system-x86_64";

    internal static bool IsInstalled => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, Program)));

    internal override MemoryMaps? HostMemory { get; } = MemoryMaps.OfQemu(machine.Megabytes);

    internal override ProcessStartInfo Command(string guestOptions, string statisticsFile) => Start(
        Program,
        [
            "-accel", "tcg", "-display", "none", "-serial", "stdio", "-monitor", "none", "-no-reboot", "-m", $"{machine.Megabytes}M",
            "-device", "isa-debug-exit,iobase=0xf4,iosize=4", "-kernel", machine.Image, "-append", guestOptions,
            .. machine.InitialRam is { } ram ? new[] { "-initrd", ram } : [],
            .. machine.Disks.SelectMany(disk => new[] { "-drive", $"file={disk.Replace(",", ",,", StringComparison.Ordinal)},format=raw,if=virtio,snapshot=on" }),
        ]);

    /// <summary>isa-debug-exit ends QEMU with (value &lt;&lt; 1) | 1; the guest writes 0 when all is well.</summary>
    internal override bool IsSuccess(int exitStatus) => exitStatus is 0 or 1;
}

/// <summary>The reference: the guest's own assembly as an ordinary .NET program, compute workloads only.</summary>
internal sealed class HostedContender(string assembly) : Contender("hosted", assembly)
{
    internal override ProcessStartInfo Command(string guestOptions, string statisticsFile) => Start("dotnet", [Image, .. Words(guestOptions)]);
}

/// <summary>The reference of an image: a program of the host that prints the same lines; the guest's command line is its arguments.</summary>
internal sealed class NativeContender(string program) : Contender("native", program)
{
    internal override ProcessStartInfo Command(string guestOptions, string statisticsFile) => Start(Path.GetFullPath(Image), Words(guestOptions));
}
