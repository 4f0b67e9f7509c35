namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>One guest instruction in its bytes, taken apart into the fields that must change when operands move (Intel SDM 2A 2.1).</summary>
internal unsafe struct GuestBytes
{
    private const byte WideBit = 8, RegBit = 4, IndexBit = 2, RmBit = 1, Escape = 0x0F;

    internal Form Form;
    internal byte* Start;
    /// <summary>Of all bytes, of the last of them, and of those before the displacement or immediate.</summary>
    internal int Length, ImmediateLength, HeadLength;
    internal int Displacement;
    private int _displacementLength;
    internal byte Opcode, Rex, ModRm, Sib, Segment, Repeat;
    internal bool IsTwoByte, HasMemory, HasPrefix, HasWordPrefix, HasLock;

    internal readonly bool IsWide => (Rex & WideBit) != 0;
    internal readonly int Mode => ModRm >> 6;
    internal readonly int Extension => ModRm >> 3 & 7;
    internal readonly int Reg => (ModRm >> 3 & 7) | (Rex & RegBit) << 1;
    internal readonly int Rm => (ModRm & 7) | (Rex & RmBit) << 3;
    internal readonly int OpcodeRegister => (Opcode & 7) | (Rex & RmBit) << 3;

    // Memory operands.
    private readonly bool HasSib => (ModRm & 7) == 4;
    internal readonly bool IsRelative => Mode == 0 && (ModRm & 7) == 5;
    internal readonly int Scale => HasSib ? Sib >> 6 : 0;

    /// <summary>The base register's number, or −1.</summary>
    internal readonly int Base => IsRelative ? -1
        : !HasSib ? Rm
        : Mode == 0 && (Sib & 7) == 5 ? -1 : (Sib & 7) | (Rex & RmBit) << 3;

    /// <summary>The index register's number, or −1.</summary>
    internal readonly int Index
    {
        get
        {
            int index = (Sib >> 3 & 7) | (Rex & IndexBit) << 2;
            return HasSib && index != 4 ? index : -1;
        }
    }

    internal readonly byte* Immediate => Start + Length - ImmediateLength;
    internal readonly int Immediate32 => ImmediateLength == 1 ? (sbyte)*Immediate : *(int*)Immediate;

    /// <summary>Without REX the byte registers 4 to 7 are AH, CH, DH and BH.</summary>
    internal readonly bool IsHighByte(int register) => Rex == 0 && register is >= 4 and <= 7;

    /// <summary>Reads one instruction; at least 24 bytes can be read at <paramref name="at"/>.</summary>
    /// <param name="forms"><see cref="Forms.Table"/>.</param>
    /// <returns>False where the first tier does not know it.</returns>
    internal static bool TryRead(byte* at, Form* forms, out GuestBytes bytes)
    {
        bytes = default;
        bytes.Start = at;
        // Without a branch: half of all instructions have a REX prefix, and nothing tells which.
        int isRex = (*at & 0xF0) == 0x40 ? 1 : 0;
        bytes.Rex = (byte)(*at & -isRex);
        byte* next = at + isRex;
        bytes.Opcode = *next++;
        var form = forms[bytes.Opcode];
        if ((form & Form.Lead) != 0) form = bytes.ReadLead(ref next, forms);
        if ((form & Form.ModRm) != 0) next = bytes.ReadOperand(next);
        bytes.HeadLength = (int)(next - at);
        if ((form & Form.Group) != 0) form |= forms[Forms.Group + (int)((uint)form / (uint)Form.GroupRow & 7) * Groups.Extensions + bytes.Extension];
        bytes.Form = form;
        bytes.ImmediateLength = (form & Form.ImmediateFull) == 0 ? (int)(form & Form.Immediate8) : bytes.LengthOfImmediate();
        bytes.Length = bytes.HeadLength + bytes._displacementLength + bytes.ImmediateLength;
        return (form & Form.Known) != 0 && ((!bytes.HasPrefix && (form & Form.Conditional) == 0) || bytes.IsPlain());
    }

    /// <summary>Prefixes, and the second byte of an opcode behind 0F.</summary>
    private Form ReadLead(ref byte* next, Form* forms)
    {
        if (Opcode != Escape && !ReadPrefixes(ref next)) return Form.Unknown;
        if (Opcode != Escape) return forms[Opcode] & ~Form.Lead;
        IsTwoByte = true;
        Opcode = *next++;
        return forms[Forms.TwoByte + Forms.IndexOf(Opcode, PrefixIndex)];
    }

    private bool ReadPrefixes(ref byte* next)
    {
        // A REX prefix before another one is void.
        if (Rex != 0) return false;
        HasPrefix = true;
        for (;; Opcode = *next++)
        {
            if (Opcode == 0x66) HasWordPrefix = true;
            else if (Opcode is 0xF2 or 0xF3) Repeat = Opcode;
            else if (Opcode is 0x64 or 0x65) Segment = Opcode;
            else if (Opcode == 0xF0) HasLock = true;
            else if (Opcode is not (0x2E or 0x3E or 0x26 or 0x36)) break;
            if (next - Start > 4) return false;
        }
        if (Opcode is >= 0x40 and <= 0x4F) (Rex, Opcode) = (Opcode, *next++);
        return true;
    }

    internal readonly int PrefixIndex => Repeat switch { 0xF3 => 2, 0xF2 => 3, _ => HasWordPrefix ? 1 : 0 };

    private byte* ReadOperand(byte* next)
    {
        ModRm = *next++;
        if (Mode == 3) return next;
        HasMemory = true;
        if (HasSib) Sib = *next++;
        if (Mode == 1) (Displacement, _displacementLength) = (*(sbyte*)next, sizeof(sbyte));
        else if (Mode == 2 || (ModRm & 7) == 5 || (HasSib && (Sib & 7) == 5)) (Displacement, _displacementLength) = (*(int*)next, sizeof(int));
        return next;
    }

    /// <summary>Of one that is not a byte.</summary>
    private readonly int LengthOfImmediate()
    {
        if (IsWide && (Form & Form.ImmediateWide) != 0) return 8;
        return HasWordPrefix && !IsWide ? 2 : 4;
    }

    /// <summary>Nothing about it that only the decoder of all instructions knows.</summary>
    private readonly bool IsPlain()
    {
        if (Length > InstructionFetcher.LongestInstruction) return false;
        bool takesRepeat = (Form & (Form.VectorReg | Form.Nothing)) != 0 || IsString || IsReturn;
        if (Repeat != 0 && !takesRepeat) return false;
        // Transfers and the stack with 16-bit operands.
        if (HasWordPrefix && ((Form & Form.Special) != 0 || Opcode is 0x68 or 0x6A)) return false;
        if (Opcode == 0x90 && !IsTwoByte && Rex != 0) return false;
        // ENDBR64; the others of F3 0F 1E read a shadow stack.
        if (Opcode == 0x1E && Repeat != 0) return ModRm == 0xFA;
        if (HasLock && (!HasMemory || (Form & Form.WritesRm) == 0)) return false;
        if (!HasMemory) return (Form & Form.MemoryOnly) == 0;
        return (Form & Form.RegisterOnly) == 0;
    }

    internal readonly bool IsString => !IsTwoByte && Opcode is (>= 0xA4 and <= 0xA7) or (>= 0xAA and <= 0xAF);

    /// <summary>RET, with the repeat prefix that compilers put before it for old processors.</summary>
    private readonly bool IsReturn => Opcode == 0xC3 && !IsTwoByte;
}
