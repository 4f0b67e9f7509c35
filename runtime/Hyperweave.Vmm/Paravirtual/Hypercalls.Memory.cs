using System.Runtime.InteropServices;
using Hyperweave.Abi;
using Hyperweave.Vmm.GuestMemory;

namespace Hyperweave.Vmm.Paravirtual;

/// <summary>Page tables and address spaces. Translations may be remembered until FlushPage, FlushSpace or SwitchSpace, as in a TLB.</summary>
internal sealed unsafe partial class Hypercalls
{
    private const int LargestBatch = 512;
    private const ulong EntryPresent = 1;
    private const ulong FrameMask = (1UL << PageWalker.PhysicalAddressBits) - 1 & ~0xFFFUL;
    /// <summary>Bits 51 down to the physical address width are reserved; 62..52 are ignored (Intel SDM 3A, figure 4-11).</summary>
    private const ulong ReservedEntryBits = (1UL << 52) - (1UL << PageWalker.PhysicalAddressBits);
    private const ulong NoExecute = 1UL << 63;
    /// <summary>PWT and PCD; PCIDs are not offered.</summary>
    private const ulong RootFlags = 0x18;

    /// <summary>Told when a present entry has been replaced: what was remembered of it is stale until a flush.</summary>
    public Action? PresentEntryReplaced { get; set; }

    public long MmuUpdate(ulong updates, ulong count)
    {
        if (count > LargestBatch) return HypercallError.EINVAL;
        Span<MmuUpdate> batch = stackalloc MmuUpdate[(int)count];
        if (!_buffer.TryRead(updates, MemoryMarshal.AsBytes(batch))) return HypercallError.EFAULT;
        foreach (ref readonly var update in batch)
        {
            long error = Check(update);
            if (error != 0) return error;
        }
        foreach (ref readonly var update in batch) Store(update);
        return (long)count;
    }

    public long SwitchSpace(ulong root)
    {
        if ((root & ~(FrameMask | RootFlags)) != 0) return HypercallError.EINVAL;
        if (!_machine.Memory.IsRam(root & FrameMask, GuestMemoryMap.PageSize)) return HypercallError.EINVAL;
        _cpu->Cr3 = root;
        _machine.Services.FlushSpace(includingGlobal: false);
        return 0;
    }

    public long FlushPage(ulong address)
    {
        if (!ProcessorMode.IsCanonical(address)) return HypercallError.EINVAL;
        _machine.Services.FlushPage(address);
        return 0;
    }

    public long FlushSpace()
    {
        _machine.Services.FlushSpace(includingGlobal: false);
        return 0;
    }

    /// <summary>The entry lies in RAM, and what it leads to in RAM or in the devices' gap below 4 GiB.</summary>
    private long Check(in MmuUpdate update)
    {
        if (update.EntryAddress % sizeof(ulong) != 0) return HypercallError.EINVAL;
        if (!_machine.Memory.IsRam(update.EntryAddress, sizeof(ulong))) return HypercallError.EFAULT;
        if ((update.Value & EntryPresent) == 0) return 0;
        ulong reserved = ReservedEntryBits | ((_cpu->Efer & Efer.NXE) == 0 ? NoExecute : 0);
        if ((update.Value & reserved) != 0) return HypercallError.EINVAL;
        ulong target = update.Value & FrameMask;
        bool isDevice = target is >= GuestMemoryMap.LowLimit and < GuestMemoryMap.HighStart;
        return isDevice || _machine.Memory.IsRam(target, GuestMemoryMap.PageSize) ? 0 : HypercallError.EINVAL;
    }

    private void Store(in MmuUpdate update)
    {
        bool wasPresent = (_machine.Memory.Read<ulong>(update.EntryAddress) & EntryPresent) != 0;
        _machine.Memory.Write(update.EntryAddress, update.Value);
        if (wasPresent) PresentEntryReplaced?.Invoke();
    }
}
