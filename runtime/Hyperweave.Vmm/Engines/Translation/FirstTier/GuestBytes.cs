using System.Runtime.CompilerServices;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>One guest instruction in its bytes, taken apart into the fields that must change when operands move (Intel SDM 2A 2.1).</summary>
internal unsafe struct GuestBytes
{
    private const byte WideBit = 8, RegBit = 4, IndexBit = 2, RmBit = 1, Escape = 0x0F, NoMemory = 0xC0;
    private const int MostPrefixes = 4;
    /// <summary>Legacy prefixes: flags, the segment's byte, and F2 or F3.</summary>
    private const uint WordPrefix = 1, LockPrefix = 2, VoidPrefix = 4;
    private const int SegmentShift = 8, RepeatShift = 16;

    internal Form Form;
    internal byte* Start;
    /// <summary>Of all bytes, of the last of them, and of those before the displacement or immediate.</summary>
    internal int Length, ImmediateLength, HeadLength;
    private uint _prefixes;
    internal byte Opcode, Rex, ModRm, Sib;

    internal readonly bool IsTwoByte => (Form & Form.TwoByte) != 0;
    internal readonly bool HasMemory => ModRm < NoMemory;
    internal readonly bool HasPrefix => _prefixes != 0;
    internal readonly bool HasWordPrefix => (_prefixes & WordPrefix) != 0;
    internal readonly bool HasLock => (_prefixes & LockPrefix) != 0;
    internal readonly byte Segment => (byte)(_prefixes >> SegmentShift);
    internal readonly byte Repeat => (byte)(_prefixes >> RepeatShift);
    internal readonly int PrefixIndex => PrefixIndexOf(_prefixes);

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
    internal readonly int Base
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => IsRelative ? -1
            : !HasSib ? Rm
            : Mode == 0 && (Sib & 7) == 5 ? -1 : (Sib & 7) | (Rex & RmBit) << 3;
    }

    /// <summary>The index register's number, or −1.</summary>
    internal readonly int Index
    {
        get
        {
            int index = (Sib >> 3 & 7) | (Rex & IndexBit) << 2;
            return HasSib && index != 4 ? index : -1;
        }
    }

    internal readonly int Displacement => (Length - HeadLength - ImmediateLength) switch
    {
        0 => 0,
        1 => *(sbyte*)(Start + HeadLength),
        _ => *(int*)(Start + HeadLength),
    };

    internal readonly byte* Immediate => Start + Length - ImmediateLength;
    internal readonly int Immediate32 => ImmediateLength == 1 ? (sbyte)*Immediate : *(int*)Immediate;

    /// <summary>Without REX the byte registers 4 to 7 are AH, CH, DH and BH.</summary>
    internal readonly bool IsHighByte(int register) => Rex == 0 && register is >= 4 and <= 7;

    /// <summary>By ModRM's mode and rm (Intel SDM 2A table 2-2): whether a SIB follows, and in the upper half how many bytes the displacement has.</summary>
    private static ReadOnlySpan<byte> Operands =>
    [
        0x00, 0x00, 0x00, 0x00, 0x01, 0x40, 0x00, 0x00,
        0x10, 0x10, 0x10, 0x10, 0x11, 0x10, 0x10, 0x10,
        0x40, 0x40, 0x40, 0x40, 0x41, 0x40, 0x40, 0x40,
        0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    ];

    /// <summary>
    /// Reads one instruction; at least 24 bytes can be read at <paramref name="at"/>. What an instruction has or has not is a number here, from a
    /// table, and not a branch that the host would have to guess.
    /// </summary>
    /// <param name="forms"><see cref="Forms.Table"/>.</param>
    /// <returns>False where the first tier does not know it.</returns>
    internal static bool TryRead(byte* at, Form* forms, out GuestBytes bytes)
    {
        byte* start = at;
        uint prefixes = 0;
        int table = Forms.TwoByte;
        if ((forms[*at] & Form.Prefix) != 0)
        {
            start = ReadPrefixes(at, out prefixes);
            table += Forms.IndexOf(0, PrefixIndexOf(prefixes));
        }
        ulong word = *(ulong*)start;
        int isRex = (word & 0xF0) == 0x40 ? 1 : 0, rex = (int)word & 0xFF & -isRex;
        word >>= 8 * isRex;
        int isTwoByte = (byte)word == Escape ? 1 : 0;
        word >>= 8 * isTwoByte;
        var form = forms[-isTwoByte & table | (byte)word];
        int hasModRm = (form & Form.ModRm) != 0 ? 1 : 0, modRm = hasModRm != 0 ? (byte)(word >> 8) : NoMemory, sib = (byte)(word >> 16);
        int operand = Operands[(modRm >> 3 & 0x18 | modRm & 7) & 31], displacement = operand >> 4;
        // Mode 0 has no displacement, but with this base.
        if ((operand == 1) & ((sib & 7) == 5)) displacement = sizeof(int);
        form |= forms[Forms.Group + (int)((uint)form / (uint)Form.GroupRow & 7) * Groups.Extensions + (modRm >> 3 & 7)];
        int immediate = (int)(form & (Form.Immediate8 | Form.ImmediateFull)), head = (int)(start - at) + isRex + isTwoByte + 1 + hasModRm + (operand & 1);
        if ((prefixes != 0) | (form & Form.ImmediateWide) != 0) immediate = LengthOfImmediate(form, prefixes, (rex & WideBit) != 0);
        bytes.Start = at;
        (bytes.Form, bytes._prefixes) = (form, prefixes);
        (bytes.Opcode, bytes.Rex, bytes.ModRm, bytes.Sib) = ((byte)word, (byte)rex, (byte)modRm, (byte)sib);
        (bytes.Length, bytes.ImmediateLength, bytes.HeadLength) = (head + displacement + immediate, immediate, head);
        if ((prefixes != 0) | (form & Form.Conditional) != 0) return (form & Form.Known) != 0 && bytes.IsPlain();
        return (form & Form.Known) != 0;
    }

    /// <returns>Where the rest begins; after more than four of them, with one that no form is known of.</returns>
    private static byte* ReadPrefixes(byte* at, out uint prefixes)
    {
        prefixes = 0;
        for (byte* next = at; ; next++)
        {
            if (*next == 0x66) prefixes |= WordPrefix;
            else if (*next is 0xF2 or 0xF3) prefixes = prefixes & ~(0xFFU << RepeatShift) | (uint)*next << RepeatShift;
            else if (*next is 0x64 or 0x65) prefixes = prefixes & ~(0xFFU << SegmentShift) | (uint)*next << SegmentShift;
            else if (*next == 0xF0) prefixes |= LockPrefix;
            else if (*next is 0x2E or 0x3E or 0x26 or 0x36) prefixes |= VoidPrefix;
            else return next;
            if (next - at >= MostPrefixes) return next;
        }
    }

    /// <summary>Its place among the prefixes that tell opcodes of two bytes apart: none, 66, F3, F2.</summary>
    private static int PrefixIndexOf(uint prefixes) => (byte)(prefixes >> RepeatShift) switch { 0xF3 => 2, 0xF2 => 3, _ => (int)(prefixes & WordPrefix) };

    /// <summary>Where a prefix may have a say in it.</summary>
    private static int LengthOfImmediate(Form form, uint prefixes, bool isWide)
    {
        if ((form & Form.ImmediateFull) == 0) return (int)(form & Form.Immediate8);
        if (isWide && (form & Form.ImmediateWide) != 0) return 8;
        return (prefixes & WordPrefix) != 0 && !isWide ? 2 : 4;
    }

    /// <summary>Nothing about it that only the decoder of all instructions knows.</summary>
    private readonly bool IsPlain()
    {
        if (Length > InstructionFetcher.LongestInstruction) return false;
        bool takesRepeat = (Form & (Form.VectorReg | Form.Nothing)) != 0 || IsString || IsReturn || IsTrailingZeroCount;
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

    /// <summary>TZCNT. Without F3 it is BSF, which has the same form but for the target that stays where there is no bit.</summary>
    private readonly bool IsTrailingZeroCount => IsTwoByte && Opcode == 0xBC;

    /// <summary>RET, with the repeat prefix that compilers put before it for old processors.</summary>
    private readonly bool IsReturn => Opcode == 0xC3 && !IsTwoByte;
}
