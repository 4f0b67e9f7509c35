namespace Hyperweave.Image.Elf;

/// <summary>Section types, field sh_type (System V ABI, "Sections").</summary>
public enum SectionType : uint
{
    Null = 0,
    ProgramBits = 1,
    SymbolTable = 2,
    StringTable = 3,
    RelocationsWithAddend = 4,
    Note = 7,
    NoBits = 8,
    Relocations = 9,
    /// <summary>Further section indices of symbols whose own field is too narrow (SHT_SYMTAB_SHNDX).</summary>
    SymbolSectionIndices = 18,
}

/// <summary>Section attributes, field sh_flags.</summary>
[Flags]
public enum SectionFlags : ulong
{
    None = 0,
    Write = 1,
    Allocate = 2,
    Execute = 4,
    ThreadLocal = 0x400,
}

/// <summary>Segment permissions, field p_flags.</summary>
[Flags]
public enum SegmentFlags : uint
{
    None = 0,
    Execute = 1,
    Write = 2,
    Read = 4,
}

/// <summary>What a symbol names, low half of st_info.</summary>
public enum SymbolKind : byte
{
    None = 0,
    Object = 1,
    Function = 2,
    Section = 3,
    File = 4,
    ThreadLocal = 6,
}

/// <summary>Relocation types that the linker knows (System V ABI, AMD64 supplement, table 4.9).</summary>
public enum RelocationType : uint
{
    None = 0,
    /// <summary>64 bits: S + A.</summary>
    Absolute64 = 1,
    /// <summary>32 bits: S + A − P.</summary>
    Relative32 = 2,
    /// <summary>32 bits: L + A − P; in a static image L is S.</summary>
    Call32 = 4,
    /// <summary>32 bits, zero-extended: S + A.</summary>
    Absolute32 = 10,
    /// <summary>32 bits, sign-extended: S + A.</summary>
    AbsoluteSigned32 = 11,
    /// <summary>32 bits: offset of a thread-local variable from the thread pointer.</summary>
    ThreadOffset32 = 23,
    /// <summary>64 bits: S + A − P.</summary>
    Relative64 = 24,
}
