using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;

namespace Hyperweave.Rewriting.Finding;

/// <summary>The shape of each instruction (ECMA-335 III), as the framework's own table tells it.</summary>
internal static class ILOpCodes
{
    /// <summary>The first byte of the instructions whose opcode has two.</summary>
    private const byte Prefix = 0xFE;

    private static readonly OperandType?[] oneByte = new OperandType?[256];
    private static readonly OperandType?[] twoBytes = new OperandType?[256];

    static ILOpCodes()
    {
        foreach (var field in typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static))
        {
            var code = (OpCode)field.GetValue(null)!;
            (code.Size == 1 ? oneByte : twoBytes)[(byte)code.Value] = code.OperandType;
        }
    }

    /// <summary>Reads an opcode; the reader stands at the operand then.</summary>
    /// <exception cref="BadImageFormatException">No such instruction, or the code ends within it.</exception>
    public static OperandType ReadOpCode(ref BlobReader code)
    {
        var first = code.ReadByte();
        var operand = first == Prefix ? twoBytes[code.ReadByte()] : oneByte[first];
        return operand ?? throw new BadImageFormatException("no such instruction");
    }

    /// <summary>Steps over an operand.</summary>
    /// <exception cref="BadImageFormatException">The code ends within it.</exception>
    public static void SkipOperand(ref BlobReader code, OperandType operand)
    {
        var size = operand switch
        {
            OperandType.InlineNone => 0,
            OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
            OperandType.InlineVar => 2,
            OperandType.InlineI8 or OperandType.InlineR => 8,
            OperandType.InlineSwitch => checked(code.ReadInt32() * sizeof(int)),
            _ => 4,
        };
        code.Offset += size;
    }
}
