namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>What the first tier must know of an opcode to move its operands: which fields it has, and what is read and written.</summary>
[Flags]
internal enum Form : uint
{
    /// <summary>Left to the decoder and the other tier's emitter.</summary>
    Unknown = 0,
    /// <summary>The immediate has one byte.</summary>
    Immediate8 = 1 << 0,
    ModRm = 1 << 1,
    /// <summary>The immediate has four bytes; two with the operand-size prefix.</summary>
    ImmediateFull = 1 << 2,
    /// <summary>Both operands are bytes.</summary>
    Bytes = 1 << 3,
    /// <summary>ModRM.rm alone is a byte or a word.</summary>
    NarrowRm = 1 << 4,
    /// <summary>ModRM.reg extends the opcode.</summary>
    Group = 1 << 5,
    VectorReg = 1 << 6,
    VectorRm = 1 << 7,
    ReadsReg = 1 << 8,
    WritesReg = 1 << 9,
    ReadsRm = 1 << 10,
    WritesRm = 1 << 11,
    MemoryOnly = 1 << 12,
    RegisterOnly = 1 << 13,
    WritesA = 1 << 14,
    WritesD = 1 << 15,
    /// <summary>Bit 1 of the opcode exchanges reg and rm.</summary>
    HasDirection = 1 << 16,
    /// <summary>Needs no host code: a hint, or a marker.</summary>
    Nothing = 1 << 17,
    /// <summary>The low bits of the opcode are the register: see <see cref="ReadsReg"/> and <see cref="WritesReg"/>.</summary>
    OpcodeRegister = 1 << 18,
    /// <summary>B8+r: the immediate has 64 bits with REX.W.</summary>
    ImmediateWide = 1 << 19,
    /// <summary>Has a way of its own in <see cref="FirstTier"/>: transfers, the stack, LEA.</summary>
    Special = 1 << 20,
    /// <summary>A prefix that all processors know, other than REX (Intel SDM 2A 2.1.1).</summary>
    Prefix = 1 << 21,
    /// <summary>Which of the rows of <see cref="Groups"/> adds to it: three bits from this one on.</summary>
    GroupRow = 1 << 22,
    /// <summary>The opcode stands behind 0F.</summary>
    TwoByte = 1 << 25,
    Known = 1u << 31,

    /// <summary>There is more to see before it is known: see GuestBytes.IsPlain.</summary>
    Conditional = MemoryOnly | RegisterOnly | Nothing,
    Vector = VectorReg | VectorRm,
    ChangesReg = ReadsReg | WritesReg,
    ChangesRm = ReadsRm | WritesRm,
}
