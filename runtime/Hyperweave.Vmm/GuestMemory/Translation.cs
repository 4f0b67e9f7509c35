namespace Hyperweave.Vmm.GuestMemory;

/// <summary>What an access does, in the bits that the error code of #PF uses (Intel SDM 3A 4.7).</summary>
[Flags]
public enum AccessKind : uint
{
    /// <summary>A supervisor data read.</summary>
    Read = 0,
    Write = 1 << 1,
    /// <summary>Made at CPL 3, and not an implicit access to a descriptor table or TSS.</summary>
    User = 1 << 2,
    Fetch = 1 << 4,
    /// <summary>Made by the processor for itself, to a descriptor table or TSS: EFLAGS.AC does not lift SMAP for it. In no error code.</summary>
    Implicit = 1 << 8,
}

/// <summary>Where one guest-virtual address leads, and what its page allows.</summary>
public struct Translation
{
    /// <summary>Guest-physical address of the byte.</summary>
    public ulong Physical;
    /// <summary>Bytes of the page that holds it: 4 KiB, 2 MiB, 4 MiB or 1 GiB. Without paging, 2 MiB.</summary>
    public ulong PageSize;
    /// <summary>R/W is set at every level. With CR0.WP clear a supervisor writes all the same.</summary>
    public bool Writable;
    /// <summary>U/S is set at every level.</summary>
    public bool User;
    /// <summary>XD is clear at every level.</summary>
    public bool Executable;
    public bool Global;
    /// <summary>The D bit after this access: an engine maps a clean page read-only, so that the first write is seen.</summary>
    public bool Dirty;
}

/// <summary>A page fault as the processor reports it.</summary>
/// <param name="Address">For CR2.</param>
/// <param name="ErrorCode">P, W/R, U/S, RSVD, I/D (Intel SDM 3A 4.7).</param>
public readonly record struct PageFault(ulong Address, uint ErrorCode)
{
    public const uint Present = 1 << 0, Reserved = 1 << 3;
}
