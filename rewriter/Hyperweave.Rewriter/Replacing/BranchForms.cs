using Mono.Cecil.Cil;

namespace Hyperweave.Rewriting.Replacing;

/// <summary>
/// Short branches reach 127 bytes forward and 128 back (ECMA-335 III.1.7.1). Where inserted instructions push a target out of
/// reach, the branch takes its long form, which may push others out, until all fit.
/// </summary>
internal static class BranchForms
{
    public static void Fit(MethodBody body)
    {
        while (LengthenThoseOutOfReach(body))
        {
        }
    }

    private static bool LengthenThoseOutOfReach(MethodBody body)
    {
        var offsets = Offsets(body);
        var changed = false;
        foreach (var branch in body.Instructions.Where(instruction => instruction.OpCode.OperandType == OperandType.ShortInlineBrTarget))
        {
            var distance = offsets[(Instruction)branch.Operand] - (offsets[branch] + branch.GetSize());
            if (distance is >= sbyte.MinValue and <= sbyte.MaxValue)
                continue;
            branch.OpCode = LongForm(branch.OpCode);
            changed = true;
        }

        return changed;
    }

    /// <summary>Where the instructions will be. Their own offsets stay those of the input, by which sites are named.</summary>
    private static Dictionary<Instruction, int> Offsets(MethodBody body)
    {
        var offsets = new Dictionary<Instruction, int>(body.Instructions.Count);
        var offset = 0;
        foreach (var instruction in body.Instructions)
        {
            offsets.Add(instruction, offset);
            offset += instruction.GetSize();
        }

        return offsets;
    }

    private static OpCode LongForm(OpCode form) => form.Code switch
    {
        Code.Br_S => OpCodes.Br,
        Code.Brfalse_S => OpCodes.Brfalse,
        Code.Brtrue_S => OpCodes.Brtrue,
        Code.Beq_S => OpCodes.Beq,
        Code.Bge_S => OpCodes.Bge,
        Code.Bgt_S => OpCodes.Bgt,
        Code.Ble_S => OpCodes.Ble,
        Code.Blt_S => OpCodes.Blt,
        Code.Bne_Un_S => OpCodes.Bne_Un,
        Code.Bge_Un_S => OpCodes.Bge_Un,
        Code.Bgt_Un_S => OpCodes.Bgt_Un,
        Code.Ble_Un_S => OpCodes.Ble_Un,
        Code.Blt_Un_S => OpCodes.Blt_Un,
        _ => OpCodes.Leave,
    };
}
