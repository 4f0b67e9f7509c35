namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>One guest instruction in its bytes, taken apart into the fields that must change when operands move (Intel SDM 2A 2.1).</summary>
internal unsafe struct GuestBytes
{
    private const byte WideBit = 8, RegBit = 4, IndexBit = 2, RmBit = 1;

    internal Form Form;
    internal byte* Start;
    internal int Length, ImmediateLength, Displacement;
    internal byte Opcode, Rex, ModRm, Sib, Segment, Repeat;
    internal bool IsTwoByte, HasWordPrefix, HasLock;

    internal readonly bool IsWide => (Rex & WideBit) != 0;
    internal readonly int Mode => ModRm >> 6;
    internal readonly bool HasMemory => (Form & Form.ModRm) != 0 && Mode != 3;
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
    /// <returns>False where the first tier does not know it.</returns>
    internal static bool TryRead(byte* at, out GuestBytes bytes)
    {
        bytes = default;
        bytes.Start = at;
        byte* next = at;
        byte opcode;
        for (;;)
        {
            opcode = *next++;
            if (opcode is >= 0x40 and <= 0x4F)
            {
                bytes.Rex = opcode;
                opcode = *next++;
                break;
            }
            if (opcode == 0x66) bytes.HasWordPrefix = true;
            else if (opcode is 0xF2 or 0xF3) bytes.Repeat = opcode;
            else if (opcode is 0x64 or 0x65) bytes.Segment = opcode;
            else if (opcode == 0xF0) bytes.HasLock = true;
            else if (opcode is not (0x2E or 0x3E or 0x26 or 0x36)) break;
            if (next - at > 4) return false;
        }
        bytes.IsTwoByte = opcode == 0x0F;
        if (bytes.IsTwoByte) opcode = *next++;
        bytes.Opcode = opcode;
        var form = bytes.IsTwoByte ? Forms.TwoByte[Forms.IndexOf(opcode, bytes.PrefixIndex)] : Forms.OneByte[opcode];
        if ((form & Form.ModRm) != 0) next = bytes.ReadOperand(next);
        if ((form & Form.Group) != 0) form |= Groups.FormOf(bytes);
        bytes.Form = form;
        bytes.ImmediateLength = bytes.LengthOfImmediate();
        bytes.Length = (int)(next - at) + bytes.ImmediateLength;
        return (form & Form.Known) != 0 && bytes.Length <= InstructionFetcher.LongestInstruction && bytes.IsPlain();
    }

    internal readonly int PrefixIndex => Repeat switch { 0xF3 => 2, 0xF2 => 3, _ => HasWordPrefix ? 1 : 0 };

    private byte* ReadOperand(byte* next)
    {
        ModRm = *next++;
        if (Mode == 3) return next;
        if (HasSib) Sib = *next++;
        if (Mode == 1)
        {
            Displacement = *(sbyte*)next;
            return next + 1;
        }
        if (Mode == 0 && (ModRm & 7) != 5 && !(HasSib && (Sib & 7) == 5)) return next;
        Displacement = *(int*)next;
        return next + 4;
    }

    private readonly int LengthOfImmediate()
    {
        if ((Form & Form.Immediate8) != 0) return 1;
        if ((Form & Form.ImmediateFull) == 0) return 0;
        if (IsWide && (Form & Form.ImmediateWide) != 0) return 8;
        return HasWordPrefix && !IsWide ? 2 : 4;
    }

    /// <summary>Nothing about it that only the decoder of all instructions knows.</summary>
    private readonly bool IsPlain()
    {
        bool isVector = (Form & (Form.VectorReg | Form.Nothing)) != 0;
        if (Repeat != 0 && !isVector && !IsReturn) return false;
        // Transfers and the stack with 16-bit operands.
        if (HasWordPrefix && ((Form & Form.Special) != 0 || Opcode is 0x68 or 0x6A)) return false;
        if (Opcode == 0x90 && !IsTwoByte && Rex != 0) return false;
        // ENDBR64; the others of F3 0F 1E read a shadow stack.
        if (Opcode == 0x1E && Repeat != 0) return ModRm == 0xFA;
        if (HasLock && (!HasMemory || (Form & Form.WritesRm) == 0)) return false;
        if (!HasMemory) return (Form & Form.MemoryOnly) == 0;
        return (Form & Form.RegisterOnly) == 0;
    }

    /// <summary>RET, with the repeat prefix that compilers put before it for old processors.</summary>
    private readonly bool IsReturn => Opcode == 0xC3 && !IsTwoByte;
}
