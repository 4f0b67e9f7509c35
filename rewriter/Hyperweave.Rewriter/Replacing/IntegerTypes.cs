using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Hyperweave.Rewriting.Replacing;

/// <summary>Integers and addresses as IL's evaluation stack sees them (ECMA-335 III.1.1).</summary>
internal static class IntegerTypes
{
    public static bool IsAddress(TypeReference type) => type.IsPointer || type.IsByReference;

    /// <summary>The conversion that gives this integer type, or null for another type.</summary>
    public static OpCode? Conversion(TypeReference type) => type.MetadataType switch
    {
        MetadataType.SByte => OpCodes.Conv_I1,
        MetadataType.Byte or MetadataType.Boolean => OpCodes.Conv_U1,
        MetadataType.Int16 => OpCodes.Conv_I2,
        MetadataType.UInt16 or MetadataType.Char => OpCodes.Conv_U2,
        MetadataType.Int32 => OpCodes.Conv_I4,
        MetadataType.UInt32 => OpCodes.Conv_U4,
        MetadataType.Int64 => OpCodes.Conv_I8,
        MetadataType.UInt64 => OpCodes.Conv_U8,
        MetadataType.IntPtr => OpCodes.Conv_I,
        MetadataType.UIntPtr => OpCodes.Conv_U,
        _ => null,
    };

    /// <summary>
    /// The conversion from one integer or address to another integer, or null where one of them is neither. A signed number
    /// that widens keeps its value; conv.u8 would zero-extend it, so the source's signedness decides.
    /// </summary>
    public static OpCode? Conversion(TypeReference from, TypeReference to)
    {
        if (Conversion(to) is not { } conversion || !(IsAddress(from) || Conversion(from) is not null))
            return null;
        return to.MetadataType switch
        {
            MetadataType.UInt64 when IsSigned(from) => OpCodes.Conv_I8,
            MetadataType.Int64 when !IsSigned(from) => OpCodes.Conv_U8,
            _ => conversion,
        };
    }

    private static bool IsSigned(TypeReference type) =>
        type.MetadataType is MetadataType.SByte or MetadataType.Int16 or MetadataType.Int32 or MetadataType.Int64 or MetadataType.IntPtr;
}
