using Hyperweave.Vmm.Devices.Disks;
using Hyperweave.Vmm.Devices.Typing;
using Hyperweave.Vmm.Engines;
using Hyperweave.Vmm.Operations;

namespace Hyperweave.Vmm;

/// <summary>What a machine is to be: given once, before it starts.</summary>
public sealed record MachineOptions
{
    /// <summary>File of the image.</summary>
    public required string ImagePath { get; init; }
    public EngineKind Engine { get; init; } = EngineKind.Translation;
    /// <summary>Guest RAM in bytes, a multiple of 4 KiB.</summary>
    public ulong MemoryBytes { get; init; } = 256UL << 20;
    /// <summary>What translated code may take, in bytes, a multiple of 4 KiB: when it is full, the engine forgets all code and begins anew.</summary>
    public ulong CodeCacheBytes { get; init; } = 64UL << 20;
    /// <summary>The processor that the guest sees; null for the highest of V2 and V3 that the engine and the host have.</summary>
    public ProcessorLevel? Processor { get; init; }
    /// <summary>The guest's command line; null for none.</summary>
    public string? CommandLine { get; init; }
    /// <summary>Files that go to the guest as modules, in this order; text after the first space is the module's command line.</summary>
    public IReadOnlyList<string> Modules { get; init; } = [];
    /// <summary>Receives what the guest prints on COM1 or by hypercall.</summary>
    public required Stream SerialOutput { get; init; }
    /// <summary>Feeds COM1's receiver; null for none.</summary>
    public Stream? SerialInput { get; init; }
    /// <summary>Receives what the guest prints on its virtio console; null where it has none.</summary>
    public Stream? ConsoleOutput { get; init; }
    /// <summary>Feeds that console; null for none.</summary>
    public Stream? ConsoleInput { get; init; }
    /// <summary>Disks, in the guest's order.</summary>
    public IReadOnlyList<DiskOptions> Disks { get; init; } = [];
    /// <summary>What is typed at the keyboard.</summary>
    public IReadOnlyList<KeyAction> Keys { get; init; } = [];
    /// <summary>Takes lines about the run that do not end it, on the processor's thread.</summary>
    public Action<string>? Log { get; init; }
    /// <summary>Ends the run after this time; null for no limit.</summary>
    public TimeSpan? Timeout { get; init; }
}
