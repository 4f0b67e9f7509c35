using System.Reflection.Metadata;

namespace Hyperweave.Rewriting.Files;

/// <summary>
/// Walks a signature (ECMA-335 II.23.2) and throws when it lies: a reader that believes a count of half a billion locals
/// reserves memory for them, and one that follows ten thousand nested pointers leaves the stack.
/// </summary>
internal ref struct SignatureCheck(BlobReader blob)
{
    private const int MaximumDepth = 200;
    private const int MaximumRank = 32;

    private BlobReader blob = blob;
    private int depth;

    /// <summary>Any signature: its first byte tells which kind it is.</summary>
    public void Signature()
    {
        var header = blob.ReadSignatureHeader();
        switch (header.Kind)
        {
            case SignatureKind.Method or SignatureKind.Property:
                MethodAfter(header);
                break;
            case SignatureKind.Field:
                Type();
                break;
            case SignatureKind.LocalVariables or SignatureKind.MethodSpecification:
                Types(Count());
                break;
            default:
                throw new BadImageFormatException($"a signature begins with 0x{header.RawValue:X2}");
        }
    }

    /// <summary>A type by itself, as a type specification has it.</summary>
    public void Type()
    {
        if (++depth > MaximumDepth)
            throw new BadImageFormatException($"a signature is nested deeper than {MaximumDepth}");
        TypeAfter((SignatureTypeCode)blob.ReadByte());
        depth--;
    }

    private void MethodAfter(SignatureHeader header)
    {
        if (header.IsGeneric)
            Count();
        var parameters = Count();
        Type();
        Types(parameters);
    }

    private void TypeAfter(SignatureTypeCode code)
    {
        switch (code)
        {
            case >= SignatureTypeCode.Void and <= SignatureTypeCode.String:
            case SignatureTypeCode.TypedReference or SignatureTypeCode.IntPtr or SignatureTypeCode.UIntPtr or SignatureTypeCode.Object:
                break;
            case SignatureTypeCode.Pointer or SignatureTypeCode.ByReference or SignatureTypeCode.SZArray or SignatureTypeCode.Pinned or SignatureTypeCode.Sentinel:
                Type();
                break;
            case (SignatureTypeCode)SignatureTypeKind.Class or (SignatureTypeCode)SignatureTypeKind.ValueType:
                blob.ReadTypeHandle();
                break;
            case SignatureTypeCode.GenericTypeParameter or SignatureTypeCode.GenericMethodParameter:
                blob.ReadCompressedInteger();
                break;
            case SignatureTypeCode.RequiredModifier or SignatureTypeCode.OptionalModifier:
                blob.ReadTypeHandle();
                Type();
                break;
            case SignatureTypeCode.GenericTypeInstance:
                Type();
                Types(Count());
                break;
            case SignatureTypeCode.FunctionPointer:
                MethodAfter(blob.ReadSignatureHeader());
                break;
            case SignatureTypeCode.Array:
                Array();
                break;
            default:
                throw new BadImageFormatException($"a signature holds the unknown element 0x{(int)code:X2}");
        }
    }

    private void Array()
    {
        Type();
        if (blob.ReadCompressedInteger() is > MaximumRank and var rank)
            throw new BadImageFormatException($"an array has {rank} dimensions");
        for (var sizes = Count(); sizes > 0; sizes--)
            blob.ReadCompressedInteger();
        for (var bounds = Count(); bounds > 0; bounds--)
            blob.ReadCompressedSignedInteger();
    }

    private void Types(int count)
    {
        for (; count > 0; count--)
            Type();
    }

    /// <summary>A count of things that follow, each at least a byte long.</summary>
    private int Count()
    {
        var count = blob.ReadCompressedInteger();
        return count <= blob.Length ? count : throw new BadImageFormatException($"a signature of {blob.Length} bytes announces {count} elements");
    }
}
