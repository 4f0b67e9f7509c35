namespace Hyperweave.Vmm.GuestMemory;

/// <summary>
/// Translates guest-virtual addresses by the guest's own page tables, as Intel SDM 3A chapter 4 says: no paging, 32-bit,
/// PAE and 4-level paging, with rights, reserved bits, A and D. It keeps no copies: engines cache what they get.
/// The one difference from hardware: PAE's four top entries are read on each walk instead of at MOV to CR3.
/// </summary>
public sealed unsafe partial class PageWalker(CpuState* cpu, GuestPhysicalMemory memory)
{
    /// <summary>MAXPHYADDR, which CPUID leaf 0x80000008 reports too.</summary>
    public const int PhysicalAddressBits = 40;

    /// <summary>Without paging all addresses lead where they say: this much is as good as any.</summary>
    private const ulong UnpagedPiece = 2 << 20;

    private const ulong P = 1 << 0, RW = 1 << 1, US = 1 << 2, A = 1 << 5, D = 1 << 6, PS = 1 << 7, G = 1 << 8, XD = 1UL << 63;
    private const ulong FrameMask = (1UL << PhysicalAddressBits) - 1 & ~0xFFFUL;
    private const ulong BeyondPhysical = (1UL << 52) - (1UL << PhysicalAddressBits);

    /// <summary>
    /// Translates for an access and sets A, and D for a write, in the entries used. Long-mode addresses must be canonical:
    /// others are #GP or #SS, which is the caller's to raise.
    /// </summary>
    /// <returns>False with <paramref name="fault"/> when the access is a page fault; no entry has been changed then.</returns>
    public bool Walk(ulong address, AccessKind kind, out Translation translation, out PageFault fault)
    {
        var path = new EntryPath();
        if (!Find(address, kind, ref path, out translation, out fault)) return false;
        if (path.Count != 0) MarkUsed(ref path, kind, ref translation);
        return true;
    }

    /// <summary>Translates as <see cref="Walk"/> but leaves A and D alone: for debuggers, reports and the VMM's own questions.</summary>
    public bool Probe(ulong address, AccessKind kind, out Translation translation, out PageFault fault)
    {
        var path = new EntryPath();
        return Find(address, kind, ref path, out translation, out fault);
    }

    /// <summary>As <see cref="Probe"/> for a read by the kernel, whatever SMAP says.</summary>
    public bool ProbeAny(ulong address, out Translation translation) =>
        Probe(address, AccessKind.Read, out translation, out _) || Probe(address, AccessKind.User, out translation, out _);

    private bool Find(ulong address, AccessKind kind, ref EntryPath path, out Translation translation, out PageFault fault)
    {
        if (!ProcessorMode.IsPaged(*cpu)) return Unpaged(address, out translation, out fault);
        if ((cpu->Cr4 & Cr4.PAE) == 0) return FindLegacy((uint)address, kind, ref path, out translation, out fault);
        return ProcessorMode.IsLong(*cpu)
            ? FindWide(address, 39, cpu->Cr3 & FrameMask, kind, ref path, out translation, out fault)
            : FindWide((uint)address, 30, cpu->Cr3 & 0xFFFF_FFE0, kind, ref path, out translation, out fault);
    }

    private static bool Unpaged(ulong address, out Translation translation, out PageFault fault)
    {
        translation = new Translation
        {
            Physical = (uint)address, PageSize = UnpagedPiece,
            Writable = true, User = true, Executable = true, Global = true, Dirty = true,
        };
        fault = default;
        return true;
    }

    /// <summary>The access check on the rights of the whole path (Intel SDM 3A 4.6).</summary>
    private bool Allowed(in Translation page, AccessKind kind)
    {
        bool user = (kind & AccessKind.User) != 0;
        if (user && !page.User) return false;
        if (!user && page.User && !SupervisorMayUse(kind)) return false;
        if ((kind & AccessKind.Fetch) != 0) return page.Executable;
        return (kind & AccessKind.Write) == 0 || page.Writable || (!user && (cpu->Cr0 & Cr0.WP) == 0);
    }

    /// <summary>SMEP: no supervisor code on pages of user mode. SMAP: no data either, but explicitly while EFLAGS.AC is set.</summary>
    private bool SupervisorMayUse(AccessKind kind)
    {
        if ((kind & AccessKind.Fetch) != 0) return (cpu->Cr4 & Cr4.SMEP) == 0;
        return (cpu->Cr4 & Cr4.SMAP) == 0 || ((kind & AccessKind.Implicit) == 0 && (cpu->Rflags & Rflags.AC) != 0);
    }

    /// <summary>The error code; I/D is reported only where XD or SMEP can be in use.</summary>
    private PageFault Fault(ulong address, AccessKind kind, uint cause)
    {
        bool executeDisable = (cpu->Cr4 & Cr4.SMEP) != 0 || ((cpu->Cr4 & Cr4.PAE) != 0 && (cpu->Efer & Efer.NXE) != 0);
        var reported = executeDisable ? kind : kind & ~AccessKind.Fetch;
        return new PageFault(address, (uint)(reported & ~AccessKind.Implicit) | cause);
    }

    /// <summary>Sets A along the path and D in the leaf, writing only entries that change.</summary>
    private void MarkUsed(ref EntryPath path, AccessKind kind, ref Translation translation)
    {
        for (int level = 0; level < path.Count; level++)
        {
            bool leaf = level == path.Count - 1;
            // PAE's page-directory-pointer entries have no A bit (Intel SDM 3A 4.4.1).
            ulong wanted = path.SkipFirst && level == 0 ? 0 : A;
            if (leaf && (kind & AccessKind.Write) != 0) wanted |= D;
            // The low byte holds both bits, in wide and in legacy entries.
            ulong physical = path.Addresses[level];
            byte low = memory.Read<byte>(physical);
            if ((low & wanted) != wanted) memory.Write(physical, (byte)(low | wanted));
        }
        if ((kind & AccessKind.Write) != 0) translation.Dirty = true;
    }

    /// <summary>The physical addresses of the entries that a walk has used, top first.</summary>
    private struct EntryPath
    {
        public fixed ulong Addresses[4];
        public int Count;
        public bool SkipFirst;

        public void Add(ulong physical) => Addresses[Count++] = physical;
    }
}
