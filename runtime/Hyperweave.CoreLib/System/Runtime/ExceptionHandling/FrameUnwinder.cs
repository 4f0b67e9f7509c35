namespace System.Runtime.ExceptionHandling;

/// <summary>Steps from a frame to its caller by the call-frame instructions (DWARF 5, 6.4.2) that ilc uses.</summary>
internal static unsafe class FrameUnwinder
{
    private const int Rbx = 3, Rbp = 6, Rsp = 7, R12 = 12, R13 = 13, R14 = 14, R15 = 15, RegisterCount = 17;

    // Opcodes whose operand is in the low six bits, then the others.
    private const byte AdvanceLoc = 0x40, Offset = 0x80, PrimaryMask = 0xC0, OperandMask = 0x3F;
    private const byte Nop = 0x00, AdvanceLoc1 = 0x02, AdvanceLoc2 = 0x03, AdvanceLoc4 = 0x04, OffsetExtended = 0x05,
        DefCfa = 0x0C, DefCfaRegister = 0x0D, DefCfaOffset = 0x0E;

    /// <summary>Where a frame's caller left things: the canonical frame address and the saved registers below it.</summary>
    private struct Rule
    {
        internal uint CfaRegister;
        internal uint CfaOffset;
        /// <summary>For each register, its distance below the canonical frame address in words; 0 for one not saved.</summary>
        internal fixed uint SavedAt[RegisterCount];
    }

    internal static void Unwind(ref RegisterContext context, in FrameDescription frame)
    {
        Rule rule = default;
        rule.CfaRegister = Rsp;
        rule.CfaOffset = 8;
        Interpret(ref rule, frame, context.Rip - 1 - frame.Start);
        ulong* cfa = (ulong*)((rule.CfaRegister == Rsp ? context.Rsp : context.Rbp) + rule.CfaOffset);
        Restore(ref context.Rbx, cfa, rule.SavedAt[Rbx]);
        Restore(ref context.Rbp, cfa, rule.SavedAt[Rbp]);
        Restore(ref context.R12, cfa, rule.SavedAt[R12]);
        Restore(ref context.R13, cfa, rule.SavedAt[R13]);
        Restore(ref context.R14, cfa, rule.SavedAt[R14]);
        Restore(ref context.R15, cfa, rule.SavedAt[R15]);
        context.Rip = cfa[-1];
        context.Rsp = (ulong)cfa;
    }

    private static void Restore(ref ulong register, ulong* cfa, uint words)
    {
        if (words != 0)
            register = *(cfa - words);
    }

    /// <summary>Applies the instructions up to that offset in the function. ilc's CIE has a code factor of 1 and a data factor of −8.</summary>
    private static void Interpret(ref Rule rule, in FrameDescription frame, ulong target)
    {
        byte* reader = frame.Instructions;
        ulong location = 0;
        while (reader < frame.InstructionsEnd)
        {
            byte opcode = *reader++;
            location += Advance(opcode, ref reader);
            if (location > target)
                return;
            Apply(ref rule, opcode, ref reader);
        }
    }

    private static uint Advance(byte opcode, ref byte* reader)
    {
        if ((opcode & PrimaryMask) == AdvanceLoc)
            return (uint)(opcode & OperandMask);
        int bytes = opcode switch { AdvanceLoc1 => 1, AdvanceLoc2 => 2, AdvanceLoc4 => 4, _ => 0 };
        uint distance = bytes switch { 1 => *reader, 2 => *(ushort*)reader, 4 => *(uint*)reader, _ => 0 };
        reader += bytes;
        return distance;
    }

    private static void Apply(ref Rule rule, byte opcode, ref byte* reader)
    {
        switch (opcode)
        {
            case Nop or AdvanceLoc1 or AdvanceLoc2 or AdvanceLoc4:
                return;
            case OffsetExtended:
                uint register = Leb128.ReadUnsigned(ref reader);
                rule.SavedAt[register] = Leb128.ReadUnsigned(ref reader);
                return;
            case DefCfa:
                rule.CfaRegister = Leb128.ReadUnsigned(ref reader);
                rule.CfaOffset = Leb128.ReadUnsigned(ref reader);
                return;
            case DefCfaRegister:
                rule.CfaRegister = Leb128.ReadUnsigned(ref reader);
                return;
            case DefCfaOffset:
                rule.CfaOffset = Leb128.ReadUnsigned(ref reader);
                return;
        }
        if ((opcode & PrimaryMask) == Offset)
            rule.SavedAt[opcode & OperandMask] = Leb128.ReadUnsigned(ref reader);
        else if ((opcode & PrimaryMask) != AdvanceLoc)
            Environment.FailFast("An unknown call-frame instruction in .eh_frame.");
    }
}
