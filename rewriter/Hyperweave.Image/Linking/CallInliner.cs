using Hyperweave.Image.Elf;
using Iced.Intel;

namespace Hyperweave.Image.Linking;

/// <summary>
/// Puts the body of a short native function in place of a call to it, so that the image really contains <c>out</c> and
/// <c>cli</c>. Which functions are short enough follows from their code: at most the five bytes of a CALL without the
/// RET, executable in this image, and no matter where it runs.
/// </summary>
internal sealed class CallInliner
{
    private const byte CallOpcode = 0xE8, ReturnOpcode = 0xC3;
    private const int CallSize = 5;

    // The recommended forms of NOP by length (Intel SDM 2B, NOP).
    private static readonly byte[][] s_padding = [[], [0x90], [0x66, 0x90], [0x0F, 0x1F, 0x00], [0x0F, 0x1F, 0x40, 0x00], [0x0F, 0x1F, 0x44, 0x00, 0x00]];

    private readonly Dictionary<ObjectSymbol, (byte[] Body, Relocation? Address)> _bodies = [];

    public CallInliner(ObjectFile nativeLibrary)
    {
        foreach (var symbol in nativeLibrary.Symbols)
        {
            if (symbol is { Kind: SymbolKind.Function, Section: { IsExecutable: true } section, Size: > 1 and <= CallSize + 1 })
                AddIfShort(symbol, section);
        }
    }

    /// <summary>Symbols of the functions that are inlined.</summary>
    public IEnumerable<string> Names => _bodies.Keys.Select(symbol => symbol.Name).Order(StringComparer.Ordinal);

    /// <summary>Replaces a call to <paramref name="target"/>; false when the place is not one.</summary>
    /// <param name="bytes">The section's linked bytes.</param>
    /// <param name="relocation">The reference to <paramref name="target"/>.</param>
    /// <param name="target">The definition that the reference means.</param>
    /// <param name="inner">A relocation inside the body that was put there, to be applied now.</param>
    public bool TryInline(Span<byte> bytes, Relocation relocation, ObjectSymbol? target, out Relocation? inner)
    {
        inner = null;
        if (target is null || !_bodies.TryGetValue(target, out var body) || !IsCall(bytes, relocation))
            return false;
        var start = (int)relocation.Offset - 1;
        body.Body.CopyTo(bytes[start..]);
        s_padding[CallSize - body.Body.Length].CopyTo(bytes[(start + body.Body.Length)..]);
        if (body.Address is { } address)
            inner = address with { Offset = address.Offset + (ulong)start };
        return true;
    }

    private static bool IsCall(Span<byte> bytes, Relocation relocation) =>
        relocation.Type is RelocationType.Call32 or RelocationType.Relative32 && relocation.Addend == -4
        && relocation.Offset >= 1 && relocation.Offset + 4 <= (ulong)bytes.Length && bytes[(int)relocation.Offset - 1] == CallOpcode;

    private void AddIfShort(ObjectSymbol symbol, ObjectSection section)
    {
        var code = section.Content.AsSpan((int)symbol.Value, (int)symbol.Size);
        if (code[^1] != ReturnOpcode || !IsPositionIndependent(code[..^1].ToArray()))
            return;
        var inside = section.Relocations.Where(relocation => relocation.Offset >= symbol.Value && relocation.Offset < symbol.Value + symbol.Size).ToList();
        if (inside.Count > 1 || inside.Any(relocation => relocation.Type != RelocationType.Absolute32))
            return;
        Relocation? address = inside.Count == 0 ? null : inside[0] with { Offset = inside[0].Offset - symbol.Value };
        _bodies.Add(symbol, (code[..^1].ToArray(), address));
    }

    // Straight-line code that does not look at the stack below its own pushes.
    private static bool IsPositionIndependent(byte[] code)
    {
        var decoder = Decoder.Create(64, code);
        while (decoder.IP < (ulong)code.Length)
        {
            var instruction = decoder.Decode();
            if (instruction.IsInvalid || instruction.FlowControl != FlowControl.Next
                || instruction.IsIPRelativeMemoryOperand || instruction.MemoryBase == Register.RSP)
                return false;
        }
        return true;
    }
}
