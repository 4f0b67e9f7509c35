using System.Runtime.Intrinsics.X86;
using Hyperweave.Vmm.GuestMemory;

namespace Hyperweave.Vmm.Engines.Direct;

/// <summary>INT3 in place of the first byte of each instruction at a breakpoint, as the page tables have it at the moment.</summary>
internal sealed class PlantedBreakpoints(GuestPhysicalMemory memory, PageWalker walker)
{
    private const byte Int3 = 0xCC;
    private readonly Dictionary<ulong, byte> _originals = [];
    private readonly HashSet<ulong> _wanted = [];

    /// <summary>Plants in the frames that the addresses lead to now, and in no others. An address that leads nowhere waits for its page.</summary>
    public void Follow(IReadOnlySet<ulong> addresses)
    {
        _wanted.Clear();
        foreach (ulong address in addresses)
            if (TryLocate(address, out ulong physical)) _wanted.Add(physical);
        if (_wanted.SetEquals(_originals.Keys)) return;
        Remove();
        foreach (ulong physical in _wanted)
        {
            _originals.Add(physical, memory.Read<byte>(physical));
            memory.Write(physical, Int3);
        }
        Synchronize();
    }

    public void Remove()
    {
        foreach (var (physical, original) in _originals) memory.Write(physical, original);
        _originals.Clear();
        Synchronize();
    }

    public bool Covers(ulong address) => TryLocate(address, out ulong physical) && _originals.ContainsKey(physical);

    /// <summary>
    /// Code that is written through another address than it is fetched by needs a serializing instruction before it runs
    /// (Intel SDM 3A 8.1.3, 12.6).
    /// </summary>
    public static void Synchronize() => X86Base.CpuId(0, 0);

    private bool TryLocate(ulong address, out ulong physical)
    {
        bool found = walker.Probe(address, AccessKind.Fetch, out var page, out _) && memory.IsRam(page.Physical);
        physical = page.Physical;
        return found;
    }
}
