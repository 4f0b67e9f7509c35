namespace Hyperweave.Hosting;

/// <summary>What a hosted machine is to be: given once, before it starts.</summary>
public sealed record HostedOptions
{
    /// <summary>Guest RAM in bytes, a multiple of 4 KiB, from 4 MiB up to 3 GiB.</summary>
    public ulong MemoryBytes { get; init; } = 64 << 20;

    /// <summary>The kernel's command line; null for none.</summary>
    public string? CommandLine { get; init; }

    /// <summary>Files that the kernel finds as modules, in this order; text after the first space is the module's command line.</summary>
    public IReadOnlyList<string> Modules { get; init; } = [];

    /// <summary>What arrives on COM1 when the kernel first waits for input, one byte a character (ISO 8859-1); see <see cref="HostedMachine.Type"/>.</summary>
    public string SerialInput { get; init; } = "";

    /// <summary>
    /// The longest that one call of <see cref="HostedMachine.Run"/> or <see cref="HostedMachine.RunUntil"/> may take, in time
    /// of the host. The machine ends then. It does not count while a debugger is attached.
    /// </summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Whose time the kernel sees.</summary>
    public HostedTime Time { get; init; } = HostedTime.Virtual;
}

/// <summary>The clock of a hosted machine.</summary>
public enum HostedTime
{
    /// <summary>
    /// Time passes by what the kernel does: 100 ns an operation, 10 ns a turn of a loop or a call, and a halt takes as long as
    /// the next timer wants. Two runs are alike to the interrupt, and time stands still at a breakpoint.
    /// </summary>
    Virtual,

    /// <summary>The host's clock, which stands still only while the machine is not running.</summary>
    Host,
}
