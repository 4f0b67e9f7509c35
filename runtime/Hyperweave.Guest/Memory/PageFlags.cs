namespace Hyperweave.Guest;

/// <summary>The flag bits of a page-table entry (Intel SDM 3A 4.5).</summary>
[Flags]
public enum PageFlags : ulong
{
    None = 0,
    /// <summary>P: the entry translates. Without it the processor reads no other bit.</summary>
    Present = 1 << 0,
    /// <summary>R/W.</summary>
    Writable = 1 << 1,
    /// <summary>U/S: ring 3 may access.</summary>
    User = 1 << 2,
    /// <summary>PWT.</summary>
    WriteThrough = 1 << 3,
    /// <summary>PCD.</summary>
    CacheDisable = 1 << 4,
    /// <summary>A: set by the processor at any access.</summary>
    Accessed = 1 << 5,
    /// <summary>D: set by the processor at a write.</summary>
    Dirty = 1 << 6,
    /// <summary>PS: in a page directory, the entry maps 2 MiB itself.</summary>
    Large = 1 << 7,
    /// <summary>G: the translation outlives writes to CR3, with CR4.PGE.</summary>
    Global = 1 << 8,
    /// <summary>XD: no instruction fetch, with EFER.NXE.</summary>
    NoExecute = 1UL << 63,
}
