namespace Hyperweave.Vmm.GuestMemory;

/// <summary>Paging with 8-byte entries: 4-level paging (Intel SDM 3A 4.5) and PAE paging (4.4).</summary>
public sealed unsafe partial class PageWalker
{
    private bool FindWide(ulong address, int topShift, ulong table, AccessKind kind, ref EntryPath path,
        out Translation translation, out PageFault fault)
    {
        translation = default;
        bool physicalAddressExtension = topShift == 30;
        path.SkipFirst = physicalAddressExtension;
        ulong rights = RW | US, disable = 0;
        for (int shift = topShift; ; shift -= 9)
        {
            ulong index = address >> shift & (physicalAddressExtension && shift == 30 ? 3UL : 511UL);
            // Page tables outside RAM read as ones, which is a reserved-bit fault.
            if (!memory.TryRead(table + index * 8, out ulong entry)) entry = ulong.MaxValue;
            if ((entry & P) == 0) return Fail(Fault(address, kind, 0), out fault);
            if ((entry & ReservedBits(entry, shift, physicalAddressExtension)) != 0)
                return Fail(Fault(address, kind, PageFault.Present | PageFault.Reserved), out fault);
            path.Add(table + index * 8);
            bool topOfExtension = physicalAddressExtension && shift == 30;
            if (!topOfExtension) (rights, disable) = (rights & entry, disable | entry & XD);
            if (shift == 12 || (!topOfExtension && (entry & PS) != 0))
            {
                translation = Leaf(address, entry, shift, rights, disable);
                return Allowed(translation, kind) ? Succeed(out fault) : Fail(Fault(address, kind, PageFault.Present), out fault);
            }
            table = entry & FrameMask;
        }
    }

    private Translation Leaf(ulong address, ulong entry, int shift, ulong rights, ulong disable)
    {
        ulong size = 1UL << shift;
        return new Translation
        {
            Physical = (entry & FrameMask & ~(size - 1)) | (address & (size - 1)),
            PageSize = size,
            Writable = (rights & RW) != 0,
            User = (rights & US) != 0,
            Executable = disable == 0,
            Global = (entry & G) != 0 && (cpu->Cr4 & Cr4.PGE) != 0,
            Dirty = (entry & D) != 0,
        };
    }

    /// <summary>The bits that must be clear in an entry at this level (Intel SDM 3A tables 4-8 to 4-20).</summary>
    private ulong ReservedBits(ulong entry, int shift, bool physicalAddressExtension)
    {
        ulong reserved = BeyondPhysical;
        if ((cpu->Efer & Efer.NXE) == 0) reserved |= XD;
        if (physicalAddressExtension)
        {
            reserved |= 0x7FFUL << 52;
            if (shift == 30) return reserved | XD | 0x1E6;
        }
        if (shift == 39) return reserved | PS;
        // A large page's frame is aligned to its size; bit 12 is PAT.
        if (shift > 12 && (entry & PS) != 0) reserved |= (1UL << shift) - (1UL << 13);
        return reserved;
    }

    private static bool Fail(PageFault reported, out PageFault fault)
    {
        fault = reported;
        return false;
    }

    private static bool Succeed(out PageFault fault)
    {
        fault = default;
        return true;
    }
}
