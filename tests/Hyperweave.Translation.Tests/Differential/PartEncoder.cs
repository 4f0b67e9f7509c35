using Iced.Intel;

namespace Hyperweave.Translation.Tests.Differential;

/// <summary>Parts to bytes; transfers of control lead forward to the begin of another part, or to the end.</summary>
internal static class PartEncoder
{
    /// <summary>Stands in a MOV for the address that an indirect transfer shall go to.</summary>
    internal const ulong TargetMark = 0x7461_7267_6574;

    /// <returns>Null when a part has no encoding: a short branch too far, AH beside R8.</returns>
    internal static byte[]? Encode(IReadOnlyList<Part> parts)
    {
        var starts = new ulong[parts.Count + 1];
        Array.Fill(starts, Arena.Code);
        // Lengths do not depend on targets: the second pass has the addresses.
        return Pass(parts, starts) is null ? null : Pass(parts, starts);
    }

    private static byte[]? Pass(IReadOnlyList<Part> parts, ulong[] starts)
    {
        var writer = new Bytes();
        var encoder = Encoder.Create(64, writer);
        bool first = starts[^1] == Arena.Code;
        for (int number = 0; number < parts.Count; number++)
        {
            starts[number] = Arena.Code + (ulong)writer.List.Count;
            ulong target = starts[Math.Min(parts.Count, number + 1 + parts[number].Skips)];
            foreach (var instruction in Instructions(parts[number], target))
            {
                var here = Arena.Code + (ulong)writer.List.Count;
                var form = instruction;
                if (form.Op0Kind == OpKind.NearBranch64) form.NearBranch64 = first ? here : target;
                if (!encoder.TryEncode(form, here, out _, out _)) return null;
            }
        }
        starts[^1] = Arena.Code + (ulong)writer.List.Count;
        return [.. writer.List];
    }

    private static IEnumerable<Instruction> Instructions(Part part, ulong target)
    {
        foreach (var setup in part.Before)
        {
            var instruction = setup;
            if (instruction.Code == Code.Mov_r64_imm64 && instruction.Immediate64 == TargetMark) instruction.Immediate64 = target;
            yield return instruction;
        }
        yield return part.Body;
    }

    private sealed class Bytes : CodeWriter
    {
        internal List<byte> List { get; } = [];

        public override void WriteByte(byte value) => List.Add(value);
    }
}
