namespace Hyperweave.Vmm.GuestMemory;

/// <summary>32-bit paging with 4-byte entries, 4 KiB and 4 MiB pages (Intel SDM 3A 4.3).</summary>
public sealed unsafe partial class PageWalker
{
    private const uint LargePageReserved = 1 << 21;

    private bool FindLegacy(uint address, AccessKind kind, ref EntryPath path, out Translation translation, out PageFault fault)
    {
        translation = default;
        ulong directory = (cpu->Cr3 & 0xFFFF_F000) + (address >> 22) * 4;
        if (!TryEntry(directory, ref path, out uint upper)) return Fail(Fault(address, kind, 0), out fault);
        if ((upper & PS) != 0 && (cpu->Cr4 & Cr4.PSE) != 0)
        {
            if ((upper & LargePageReserved) != 0)
                return Fail(Fault(address, kind, PageFault.Present | PageFault.Reserved), out fault);
            // PSE-36: bits 20..13 of the entry are bits 39..32 of the frame.
            ulong frame = upper & 0xFFC0_0000 | (ulong)(upper >> 13 & 0xFF) << 32;
            translation = LegacyLeaf(frame | address & 0x3F_FFFF, 4 << 20, upper, upper);
        }
        else
        {
            ulong table = (upper & 0xFFFF_F000) + (address >> 12 & 1023) * 4;
            if (!TryEntry(table, ref path, out uint lower)) return Fail(Fault(address, kind, 0), out fault);
            translation = LegacyLeaf(lower & 0xFFFF_F000 | address & 0xFFF, GuestMemoryMap.PageSize, lower, upper & lower);
        }
        return Allowed(translation, kind) ? Succeed(out fault) : Fail(Fault(address, kind, PageFault.Present), out fault);
    }

    /// <summary>Reads a 4-byte entry; false when it is not present.</summary>
    private bool TryEntry(ulong physical, ref EntryPath path, out uint entry)
    {
        if (!memory.TryRead(physical, out entry) || (entry & P) == 0) return false;
        path.Add(physical);
        return true;
    }

    private Translation LegacyLeaf(ulong physical, ulong size, uint leaf, uint rights) => new()
    {
        Physical = physical, PageSize = size,
        Writable = (rights & RW) != 0, User = (rights & US) != 0, Executable = true,
        Global = (leaf & G) != 0 && (cpu->Cr4 & Cr4.PGE) != 0, Dirty = (leaf & D) != 0,
    };
}
