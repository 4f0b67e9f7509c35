using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Hyperweave.Rewriting.Files;

/// <summary>A first look at an assembly that a truncated or hostile file does not survive, with the position of what is wrong.</summary>
internal static class WellFormedness
{
    /// <summary>Reads every header and every method body once with the framework's bounds-checked reader.</summary>
    /// <exception cref="UnreadableInputException">It is not a well-formed assembly of plain IL.</exception>
    public static void Check(byte[] bytes)
    {
        var position = "the file's headers";
        try
        {
            using var image = new PEReader(new MemoryStream(bytes));
            if (!image.HasMetadata)
                throw new BadImageFormatException("the file has no .NET metadata");
            if (!image.PEHeaders.CorHeader!.Flags.HasFlag(CorFlags.ILOnly))
                throw new BadImageFormatException("the file holds native code beside IL");
            var metadata = image.GetMetadataReader();
            foreach (var handle in metadata.MethodDefinitions)
            {
                position = $"method {MetadataName(metadata, handle)} (token 0x{MetadataToken(handle):X8})";
                if (metadata.GetMethodDefinition(handle).RelativeVirtualAddress is not 0 and var address)
                    image.GetMethodBody(address);
            }

            position = "the table of nested types";
            CheckNesting(metadata);
        }
        catch (Exception malformed) when (malformed is BadImageFormatException or InvalidOperationException or ArgumentException or OverflowException or IOException)
        {
            throw new UnreadableInputException($"{position}: {malformed.Message}");
        }
    }

    /// <summary>A type nested in itself would send a reader round forever.</summary>
    private static void CheckNesting(MetadataReader metadata)
    {
        foreach (var handle in metadata.TypeDefinitions)
        {
            var outer = metadata.GetTypeDefinition(handle).GetDeclaringType();
            for (var depth = 0; !outer.IsNil; depth++)
            {
                if (depth > metadata.TypeDefinitions.Count)
                    throw new BadImageFormatException("a type is nested in itself");
                outer = metadata.GetTypeDefinition(outer).GetDeclaringType();
            }
        }
    }

    private static int MetadataToken(MethodDefinitionHandle handle) => MetadataTokens.GetToken(handle);

    private static string MetadataName(MetadataReader metadata, MethodDefinitionHandle handle) =>
        metadata.GetString(metadata.GetMethodDefinition(handle).Name);
}

