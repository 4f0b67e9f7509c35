using System.Diagnostics;
using System.Security.Cryptography;

namespace Hyperweave.Cli.Compare;

/// <summary>A way to run the guest: an engine of ours, the peer, or plain .NET. Every one is a child process whose output is the guest's console.</summary>
internal abstract class Contender(string engine, string image)
{
    /// <summary>The name in the report: translation, direct, confined, qemu-tcg or hosted.</summary>
    internal string Engine { get; } = engine;

    internal string Image { get; } = image;

    internal string Sha256 { get; } = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(image)));

    /// <summary>The command to start; <paramref name="guestOptions"/> go to the guest, engine statistics to <paramref name="statisticsFile"/> where there are any.</summary>
    internal abstract ProcessStartInfo Command(string guestOptions, string statisticsFile);

    /// <summary>Whether this exit status is that of a guest that ended well.</summary>
    internal virtual bool IsSuccess(int exitStatus) => exitStatus == 0;

    protected static ProcessStartInfo Start(string file, params ReadOnlySpan<string> arguments)
    {
        var start = new ProcessStartInfo(file) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        return start;
    }
}

/// <summary>One of our engines: this program again, with <c>run</c>.</summary>
internal sealed class EngineContender(string engine, string image, string memory) : Contender(engine, image)
{
    internal override ProcessStartInfo Command(string guestOptions, string statisticsFile)
    {
        var start = Start(Environment.ProcessPath!);
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(typeof(EngineContender).Assembly.Location);
        string[] arguments = ["run", Image, "--engine", Engine, "--memory", memory, "--append", guestOptions, "--canary", "--serial", "stdio", "--stats", statisticsFile];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        return start;
    }

    /// <summary>An unmodified guest ends through the debug exit, whose statuses are odd: see docs/exit-status.md.</summary>
    internal override bool IsSuccess(int exitStatus) => exitStatus is 0 or 1;
}

/// <summary>The peer: QEMU's own binary translator.</summary>
internal sealed class QemuContender(string image, string memory) : Contender("qemu-tcg", image)
{
    internal const string Program = "qemu-system-x86_64";

    internal static bool IsInstalled => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, Program)));

    internal override ProcessStartInfo Command(string guestOptions, string statisticsFile) => Start(
        Program, "-accel", "tcg", "-display", "none", "-serial", "stdio", "-monitor", "none", "-no-reboot", "-m", memory,
        "-device", "isa-debug-exit,iobase=0xf4,iosize=4", "-kernel", Image, "-append", guestOptions);

    /// <summary>isa-debug-exit ends QEMU with (value &lt;&lt; 1) | 1; the guest writes 0 when all is well.</summary>
    internal override bool IsSuccess(int exitStatus) => exitStatus is 0 or 1;
}

/// <summary>The reference: the guest's own assembly as an ordinary .NET program, compute workloads only.</summary>
internal sealed class HostedContender(string image) : Contender("hosted", image)
{
    internal override ProcessStartInfo Command(string guestOptions, string statisticsFile)
    {
        var start = Start("dotnet", Image);
        foreach (var word in guestOptions.Split(' ', StringSplitOptions.RemoveEmptyEntries)) start.ArgumentList.Add(word);
        return start;
    }
}
