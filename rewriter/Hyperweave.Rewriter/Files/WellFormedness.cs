using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using Hyperweave.Rewriting.Finding;

namespace Hyperweave.Rewriting.Files;

/// <summary>A first look at an assembly that a truncated or hostile file does not survive, with the position of what is wrong.</summary>
internal static class WellFormedness
{
    /// <summary>Five kinds of streams exist, and two more for portable symbols; each listed one costs a reader time.</summary>
    private const int MaximumStreams = 8;

    /// <summary>Opens an image with the framework's bounds-checked reader and reads every header and signature once; the method bodies are left to <see cref="CandidateMethods"/>.</summary>
    /// <exception cref="UnreadableInputException">It is not a well-formed assembly of IL.</exception>
    public static PEReader Open(byte[] bytes)
    {
        var image = new PEReader(ImmutableCollectionsMarshal.AsImmutableArray(bytes));
        var position = "the file's headers";
        try
        {
            if (!image.HasMetadata)
                throw new BadImageFormatException("the file has no .NET metadata");
            if (!image.PEHeaders.CorHeader!.Flags.HasFlag(CorFlags.ILOnly) && !ReadyToRun.IsIn(image.PEHeaders))
                throw new BadImageFormatException("the file holds native code beside IL");
            position = "the metadata root";
            CheckStreams(image.GetMetadata().GetReader());
            var metadata = image.GetMetadataReader();
            if (!metadata.IsAssembly)
                throw new BadImageFormatException("the file is a module without an assembly's manifest");
            position = "the signatures";
            CheckSignatures(metadata);
            position = "the table of nested types";
            CheckNesting(metadata);
            return image;
        }
        catch (Exception malformed) when (malformed is BadImageFormatException or InvalidOperationException or ArgumentException or OverflowException or IOException)
        {
            image.Dispose();
            throw new UnreadableInputException($"{position}: {malformed.Message}");
        }
    }

    /// <summary>The root (ECMA-335 II.24.2.1): signature, versions and length at 0 to 12, the version's text, flags, number of streams.</summary>
    private static void CheckStreams(BlobReader root)
    {
        root.Offset = 12;
        root.Offset += sizeof(int) + root.ReadInt32() + sizeof(short);
        var streams = root.ReadUInt16();
        if (streams > MaximumStreams)
            throw new BadImageFormatException($"it names {streams} streams");
    }

    private static void CheckSignatures(MetadataReader metadata)
    {
        var signatures = metadata.MethodDefinitions.Select(handle => metadata.GetMethodDefinition(handle).Signature)
            .Concat(metadata.FieldDefinitions.Select(handle => metadata.GetFieldDefinition(handle).Signature))
            .Concat(metadata.PropertyDefinitions.Select(handle => metadata.GetPropertyDefinition(handle).Signature))
            .Concat(metadata.MemberReferences.Select(handle => metadata.GetMemberReference(handle).Signature))
            .Concat(Rows(metadata, TableIndex.StandAloneSig).Select(row =>
                metadata.GetStandaloneSignature(MetadataTokens.StandaloneSignatureHandle(row)).Signature))
            .Concat(Rows(metadata, TableIndex.MethodSpec).Select(row =>
                metadata.GetMethodSpecification(MetadataTokens.MethodSpecificationHandle(row)).Signature));
        foreach (var signature in signatures)
            new SignatureCheck(metadata.GetBlobReader(signature)).Signature();
        foreach (var row in Rows(metadata, TableIndex.TypeSpec))
            new SignatureCheck(metadata.GetBlobReader(metadata.GetTypeSpecification(MetadataTokens.TypeSpecificationHandle(row)).Signature)).Type();
    }

    private static IEnumerable<int> Rows(MetadataReader metadata, TableIndex table) => Enumerable.Range(1, metadata.GetTableRowCount(table));

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
}
