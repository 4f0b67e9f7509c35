namespace Hyperweave.Vmm.Debugging;

/// <summary>What gdb has inserted: Z0 and Z1, which are the same to this machine but reported as what they were asked for.</summary>
internal sealed class Breakpoints
{
    /// <summary>More would only serve to use memory up.</summary>
    private const int Most = 10_000;
    private readonly HashSet<ulong> _software = [], _hardware = [];

    internal IReadOnlySet<ulong> All => new HashSet<ulong>([.. _software, .. _hardware]);

    internal bool Contains(ulong address) => _software.Contains(address) || _hardware.Contains(address);

    internal StopReason ReasonAt(ulong address) => _hardware.Contains(address) && !_software.Contains(address)
        ? StopReason.HardwareBreakpoint : StopReason.Breakpoint;

    /// <summary>False where there are too many.</summary>
    internal bool TryInsert(bool isHardware, ulong address)
    {
        var set = isHardware ? _hardware : _software;
        return set.Contains(address) || (set.Count < Most && set.Add(address));
    }

    internal void Remove(bool isHardware, ulong address) => (isHardware ? _hardware : _software).Remove(address);

    internal void Clear()
    {
        _software.Clear();
        _hardware.Clear();
    }
}
