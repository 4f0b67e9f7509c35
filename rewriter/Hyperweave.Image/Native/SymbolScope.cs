using Iced.Intel;

namespace Hyperweave.Image.Native;

/// <summary>
/// The symbols that the body of one native function names. A reference is a placeholder address, which an instruction
/// may use as branch target, as RIP-relative or absolute memory operand, or as immediate; when the function has been
/// assembled, each placeholder found in it becomes a relocation.
/// </summary>
public sealed class SymbolScope
{
    // A range no real operand of the library falls into, reachable by a 32-bit displacement from AssembledAt.
    private const ulong FirstPlaceholder = 0x5A00_0000;
    private const ulong PlaceholderSpacing = 0x1_0000;
    private const ulong MaximumAddend = PlaceholderSpacing / 2;

    /// <summary>Where bodies are assembled at: the offset 0 of a function.</summary>
    internal const ulong AssembledAt = 0x1000_0000;

    private readonly Assembler _assembler;
    private readonly List<string> _references = [];
    private readonly List<(string Name, int Instruction)> _inner = [];

    internal SymbolScope(Assembler assembler) => _assembler = assembler;

    /// <summary>Symbols inside the function, and the index of the instruction they stand before.</summary>
    internal IReadOnlyList<(string Name, int Instruction)> InnerSymbols => _inner;

    /// <summary>The placeholder of a symbol; add a small constant to address behind it.</summary>
    public ulong this[string symbol]
    {
        get
        {
            var index = _references.IndexOf(symbol);
            if (index < 0)
            {
                index = _references.Count;
                _references.Add(symbol);
            }
            return FirstPlaceholder + ((ulong)index * PlaceholderSpacing);
        }
    }

    /// <summary>The RIP-relative memory operand of a symbol, as in <c>__qword_ptr[symbols.At("x")]</c>.</summary>
    public AssemblerMemoryOperand At(string symbol, long addend = 0)
    {
        // Iced forms RIP-relative operands from labels only; the label's number is the operand's displacement until then.
        var label = _assembler.CreateLabel();
        return AssemblerRegisters.__[label] + ((long)this[symbol] + addend - (long)label.Id);
    }

    /// <summary>Defines a global symbol at the next instruction, inside the function.</summary>
    public void Define(string symbol) => _inner.Add((symbol, _assembler.Instructions.Count));

    /// <summary>Which symbol an operand stands for, and the constant added to it; null when it is an ordinary number.</summary>
    internal (string Symbol, long Addend)? Find(ulong operand)
    {
        var distance = operand - FirstPlaceholder + MaximumAddend;
        var index = distance / PlaceholderSpacing;
        if (index >= (ulong)_references.Count)
            return null;
        return (_references[(int)index], (long)(distance % PlaceholderSpacing) - (long)MaximumAddend);
    }
}
