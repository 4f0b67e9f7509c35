using Hyperweave.Vmm.Loading;
using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>The image's symbols beside the addresses that guest code jumps to, or reaches relative to RIP.</summary>
internal sealed class GuestNames(SymbolTable symbols) : ISymbolResolver
{
    public bool TryGetSymbol(in Instruction instruction, int operand, int instructionOperand, ulong address, int addressSize, out SymbolResult symbol)
    {
        symbol = new SymbolResult(address, symbols.Describe(address));
        return instruction.GetOpKind(instructionOperand) is OpKind.NearBranch32 or OpKind.NearBranch64 || instruction.IsIPRelativeMemoryOperand;
    }
}
