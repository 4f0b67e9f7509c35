using Hyperweave.Vmm.Devices.Disks;
using Hyperweave.Vmm.Devices.Typing;
using Hyperweave.Vmm.Engines;
using Hyperweave.Vmm.Operations;

namespace Hyperweave.Cli.Running;

/// <summary>What <c>hyperweave run</c> was asked for, checked as far as that needs no file.</summary>
internal sealed record RunRequest
{
    /// <summary>An image, or a project that builds into one.</summary>
    public required string Target { get; init; }
    public required EngineKind Engine { get; init; }
    /// <summary>Null for the highest common level of engine and host.</summary>
    public ProcessorLevel? Processor { get; init; }
    public required ulong MemoryBytes { get; init; }
    public required ulong CodeCacheBytes { get; init; }
    public string? CommandLine { get; init; }
    public IReadOnlyList<string> Modules { get; init; } = [];
    /// <summary>For <see cref="Serial"/> and <see cref="Console"/>: this process's standard input and output.</summary>
    public const string Stdio = "stdio";

    /// <summary>For <see cref="Serial"/>: what the guest prints goes nowhere.</summary>
    public const string NoSerial = "";

    /// <summary><see cref="Stdio"/>, or the file that gets what the guest prints.</summary>
    public required string Serial { get; init; }
    /// <summary>The virtio console, as <see cref="Serial"/>; null for none.</summary>
    public string? Console { get; init; }
    public IReadOnlyList<DiskOptions> Disks { get; init; } = [];
    /// <summary>What is typed at the guest's keyboard.</summary>
    public IReadOnlyList<KeyAction> Keys { get; init; } = [];
    public TimeSpan? Timeout { get; init; }
    public string? StatisticsPath { get; init; }
    /// <summary>Gets what the translation engine holds at the end; null for no listing.</summary>
    public string? ListingPath { get; init; }
    /// <summary>What of it is listed.</summary>
    public AddressRange Listed { get; init; }
    public bool ShowScreen { get; init; }
    /// <summary>Gets the text screen at the end: a picture if its name ends in .png, else text.</summary>
    public string? ScreenshotPath { get; init; }
    /// <summary>End the run, well, once the screen is as it says.</summary>
    public ScreenWatch? Until { get; init; }
    /// <summary>Let gdb connect to this port, 0 for any; null for no gdb.</summary>
    public int? GdbPort { get; init; }
    /// <summary>Do not wait for gdb at the first instruction.</summary>
    public bool RunsWithoutGdb { get; init; }
    /// <summary>Tell the guest where eight bytes of the host are: see <see cref="Canary"/>.</summary>
    public bool WithCanary { get; init; }
}
