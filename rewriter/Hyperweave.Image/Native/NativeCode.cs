using Hyperweave.Catalogue;
using Hyperweave.Image.Elf;
using Iced.Intel;

namespace Hyperweave.Image.Native;

/// <summary>A place in native code or data that holds an address.</summary>
internal readonly record struct CodeReference(ulong Offset, RelocationType Type, string Symbol, long Addend);

/// <summary>The machine code of one native function.</summary>
/// <param name="Bytes">The code, with zeros where addresses belong.</param>
/// <param name="References">The addresses.</param>
/// <param name="InnerSymbols">Symbols inside the function, and their offsets.</param>
/// <param name="IsSensitive">Whether a paravirtual image must keep it out of executable memory.</param>
internal sealed record NativeCode(
    byte[] Bytes, IReadOnlyList<CodeReference> References, IReadOnlyList<(string Name, ulong Offset)> InnerSymbols, bool IsSensitive)
{
    /// <summary>Assembles a body and finds the symbols that its operands stand for.</summary>
    public static NativeCode Assemble(int bitness, string name, NativeBody body)
    {
        var assembler = new Assembler(bitness);
        var symbols = new SymbolScope(assembler);
        body(assembler, symbols);
        var stream = new MemoryStream();
        var writer = new StreamCodeWriter(stream);
        var result = assembler.Assemble(writer, SymbolScope.AssembledAt, BlockEncoderOptions.ReturnNewInstructionOffsets);
        var inner = symbols.InnerSymbols
            .Select(symbol => (symbol.Name, (ulong)result.Result[0].NewInstructionOffsets[symbol.Instruction])).ToList();
        return FindReferences(bitness, name, stream.ToArray(), symbols, inner);
    }

    private static NativeCode FindReferences(
        int bitness, string name, byte[] bytes, SymbolScope symbols, List<(string Name, ulong Offset)> inner)
    {
        var references = new List<CodeReference>();
        var sensitive = false;
        var decoder = Decoder.Create(bitness, bytes, SymbolScope.AssembledAt);
        while (decoder.IP < SymbolScope.AssembledAt + (ulong)bytes.Length)
        {
            var instruction = decoder.Decode();
            if (instruction.IsInvalid)
                throw new InvalidOperationException($"native function {name} does not decode at offset {instruction.IP - SymbolScope.AssembledAt}");
            sensitive |= SensitiveInstructions.IsForbidden(instruction, out _);
            references.AddRange(OperandReferences.Of(instruction, decoder.GetConstantOffsets(instruction), symbols));
        }
        foreach (var reference in references)
            bytes.AsSpan((int)reference.Offset, reference.Type == RelocationType.Absolute64 ? 8 : 4).Clear();
        return new NativeCode(bytes, references, inner, sensitive);
    }
}
