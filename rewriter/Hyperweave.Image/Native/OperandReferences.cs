using Hyperweave.Image.Elf;
using Iced.Intel;

namespace Hyperweave.Image.Native;

/// <summary>Turns the placeholder operands of one instruction into references to symbols.</summary>
internal static class OperandReferences
{
    public static IEnumerable<CodeReference> Of(Instruction instruction, ConstantOffsets offsets, SymbolScope symbols)
    {
        var start = instruction.IP - SymbolScope.AssembledAt;
        var end = instruction.NextIP - SymbolScope.AssembledAt;
        if (offsets.HasDisplacement && symbols.Find(instruction.MemoryDisplacement64) is { } memory)
            yield return Memory(instruction, start + offsets.DisplacementOffset, end, memory.Symbol, memory.Addend);
        if (offsets.HasImmediate && Immediate(instruction) is { } value && symbols.Find(value.Operand) is { } immediate)
        {
            var at = start + offsets.ImmediateOffset;
            yield return value.IsBranch
                ? new CodeReference(at, RelocationType.Call32, immediate.Symbol, immediate.Addend - (long)(end - at))
                : new CodeReference(at, ImmediateType(offsets.ImmediateSize), immediate.Symbol, immediate.Addend);
        }
    }

    // A RIP-relative displacement counts from the end of the instruction, P from the displacement itself.
    private static CodeReference Memory(Instruction instruction, ulong at, ulong end, string symbol, long addend) =>
        instruction.IsIPRelativeMemoryOperand
            ? new CodeReference(at, RelocationType.Relative32, symbol, addend - (long)(end - at))
            : new CodeReference(at, RelocationType.AbsoluteSigned32, symbol, addend);

    private static (ulong Operand, bool IsBranch)? Immediate(Instruction instruction)
    {
        for (var operand = 0; operand < instruction.OpCount; operand++)
        {
            switch (instruction.GetOpKind(operand))
            {
                case OpKind.NearBranch32 or OpKind.NearBranch64:
                    return (instruction.NearBranchTarget, true);
                case OpKind.FarBranch32:
                    return (instruction.FarBranch32, false);
                case OpKind.Immediate32 or OpKind.Immediate64 or OpKind.Immediate32to64:
                    return (instruction.GetImmediate(operand), false);
            }
        }
        return null;
    }

    private static RelocationType ImmediateType(int size) => size switch
    {
        4 => RelocationType.Absolute32,
        8 => RelocationType.Absolute64,
        _ => throw new InvalidOperationException($"an address does not fit an immediate of {size} bytes"),
    };
}
