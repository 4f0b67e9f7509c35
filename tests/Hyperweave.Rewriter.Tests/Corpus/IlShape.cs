using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Hyperweave.Rewriting.Tests.Corpus;

/// <summary>What must survive a rewrite, read by the framework's own reader: every method's name and its opcodes, in order.</summary>
internal static class IlShape
{
    private static readonly Dictionary<int, OpCode> opcodes = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => (ushort)code.Value + 0);

    /// <summary>
    /// One line a method: type, name, number of handlers, and the opcodes; sorted, as the order of nested types is the writer's. Short
    /// and long forms of a branch are one.
    /// </summary>
    public static List<string> Of(string assembly)
    {
        using var image = new PEReader(File.OpenRead(assembly));
        var metadata = image.GetMetadataReader();
        return metadata.MethodDefinitions.Select(handle =>
        {
            var method = metadata.GetMethodDefinition(handle);
            var code = method.RelativeVirtualAddress == 0 ? "" : Code(image.GetMethodBody(method.RelativeVirtualAddress));
            var type = metadata.GetTypeDefinition(method.GetDeclaringType());
            return $"{metadata.GetString(type.Name)}.{metadata.GetString(method.Name)} {code}";
        }).Order(StringComparer.Ordinal).ToList();
    }

    private static string Code(MethodBodyBlock body)
    {
        var names = new List<string>();
        for (var reader = body.GetILReader(); reader.RemainingBytes != 0;)
        {
            var code = Next(ref reader);
            names.Add(code.Name!.EndsWith(".s", StringComparison.Ordinal) ? code.Name[..^2] : code.Name);
        }

        return $"{body.ExceptionRegions.Length} {string.Join(' ', names)}";
    }

    private static OpCode Next(ref BlobReader reader)
    {
        int value = reader.ReadByte();
        if (value == 0xFE)
            value = value << 8 | reader.ReadByte();
        var code = opcodes[value];
        var size = code.OperandType switch
        {
            OperandType.InlineNone => 0,
            OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
            OperandType.InlineVar => 2,
            OperandType.InlineI8 or OperandType.InlineR => 8,
            OperandType.InlineSwitch => reader.ReadInt32() * 4,
            _ => 4,
        };
        reader.Offset += size;
        return code;
    }
}
