using Mono.Cecil.Cil;

namespace Hyperweave.Rewriting.Flow;

/// <summary>What ldc.i4 in its eleven forms loads.</summary>
internal static class Constants
{
    public static int? Value(Instruction instruction) => instruction.OpCode.Code switch
    {
        Code.Ldc_I4 => (int)instruction.Operand,
        Code.Ldc_I4_S => (sbyte)instruction.Operand,
        >= Code.Ldc_I4_M1 and <= Code.Ldc_I4_8 and var code => code - Code.Ldc_I4_0,
        _ => null,
    };
}
