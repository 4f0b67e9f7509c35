using System.Runtime.CompilerServices;

namespace Internal.Runtime;

/// <summary>
/// What ilc 10.0.14 emits for every type: a header of 24 bytes, the virtual table, the interface map, then 32-bit
/// self-relative pointers to optional parts, in the order of <see cref="OptionalPart"/>.
/// </summary>
internal unsafe struct MethodTable
{
    private const uint ComponentSizeFlag = 0x8000_0000;
    private const uint DispatchMapFlag = 0x0004_0000;
    private const uint FinalizerFlag = 0x0010_0000;
    private const uint PointersFlag = 0x0020_0000;
    private const uint SealedSlotsFlag = 0x0040_0000;
    private const uint VarianceFlag = 0x0080_0000;
    private const uint GenericFlag = 0x0200_0000;
    private const int ElementTypeShift = 26;
    private const uint ElementTypeMask = 31;
    private const uint SzArrayBaseSize = 24;

    private uint _flags;
    private uint _baseSize;
    private MethodTable* _related;
    private ushort _virtualSlots;
    private ushort _interfaces;
    private uint _hashCode;

    internal uint Flags => _flags;

    /// <summary>Bytes of an instance with its 8-byte header word; for arrays and strings, of an empty one.</summary>
    internal uint BaseSize => _baseSize;

    /// <summary>Bytes of one element of an array or string.</summary>
    internal uint ComponentSize => (_flags & ComponentSizeFlag) != 0 ? _flags & 0xFFFF : 0;

    internal ElementType ElementType => (ElementType)(_flags >> ElementTypeShift & ElementTypeMask);

    internal bool IsArray => ElementType is ElementType.Array or ElementType.SzArray;

    internal bool IsSzArray => ElementType == ElementType.SzArray;

    internal int ArrayRank => IsSzArray ? 1 : (int)(_baseSize - SzArrayBaseSize) / 8;

    internal bool IsInterface => ElementType == ElementType.Interface;

    internal bool IsNullable => ElementType == ElementType.Nullable;

    internal bool IsValueType => ElementType < ElementType.Class;

    internal bool IsPrimitive => ElementType < ElementType.ValueType;

    internal bool HasVariance => (_flags & VarianceFlag) != 0;

    internal bool IsGeneric => (_flags & GenericFlag) != 0;

    internal bool ContainsReferences => (_flags & PointersFlag) != 0;

    internal uint HashCode => _hashCode;

    internal int VirtualSlotCount => _virtualSlots;

    internal int InterfaceCount => _interfaces;

    /// <summary>Base type of a class, element type of an array.</summary>
    internal MethodTable* Related => _related;

    /// <summary>Base type; System.Array for arrays; null for Object and interfaces.</summary>
    internal MethodTable* BaseType => IsArray ? Of<System.Array>() : _related;

    /// <summary>Bytes of a value of this type where it is not boxed.</summary>
    internal uint ValueSize => _baseSize - 16 - (_flags >> 5 & 7);

    /// <summary>Offset of Value in a Nullable: the alignment of the value, stored as its logarithm.</summary>
    internal uint NullableValueOffset => 1u << (int)(_flags >> 8 & 7);

    internal void** VirtualTable => (void**)((MethodTable*)Unsafe.AsPointer(ref this) + 1);

    internal MethodTable** InterfaceMap => (MethodTable**)(VirtualTable + _virtualSlots);

    /// <summary>Null for a type that implements no interface method.</summary>
    internal DispatchMap* DispatchMap =>
        (_flags & DispatchMapFlag) == 0 ? null : (DispatchMap*)Follow(Part(OptionalPart.DispatchMap));

    /// <summary>The code of a virtual slot, counted past the end of the virtual table when no class overrides it further.</summary>
    internal void* SlotCode(MethodTable* receiver, int slot)
    {
        if (slot < _virtualSlots)
            return receiver->VirtualTable[slot];
        int* sealedSlots = (int*)Follow(Part(OptionalPart.SealedSlots));
        return Follow(sealedSlots + (slot - _virtualSlots));
    }

    internal MethodTable* GenericDefinition => (MethodTable*)Follow(Part(OptionalPart.GenericDefinition));

    internal int GenericArity => (int)GenericDefinition->ComponentSize;

    /// <summary>For a variant generic definition: one byte for each parameter, see <see cref="GenericVariance"/>.</summary>
    internal GenericVariance* Variances => (GenericVariance*)Follow(GenericDefinition->Part(OptionalPart.GenericComposition));

    /// <summary>One argument is stored in place, several out of line.</summary>
    internal MethodTable* GenericArgument(int index)
    {
        int* list = Part(OptionalPart.GenericComposition);
        if (GenericArity > 1)
            list = (int*)Follow(list);
        return (MethodTable*)Follow(list + index);
    }

    /// <summary>The method table of a type known at compile time.</summary>
    [Intrinsic]
    internal static extern MethodTable* Of<T>();

    private int* Part(OptionalPart part)
    {
        int index = 2;
        if (part > OptionalPart.DispatchMap && (_flags & DispatchMapFlag) != 0) index++;
        if (part > OptionalPart.Finalizer && (_flags & FinalizerFlag) != 0) index++;
        if (part > OptionalPart.SealedSlots && (_flags & SealedSlotsFlag) != 0) index++;
        if (part > OptionalPart.GenericDefinition) index++;
        return (int*)(InterfaceMap + _interfaces) + index;
    }

    private static void* Follow(int* relative) => (byte*)relative + *relative;

    /// <summary>The optional parts that follow type manager and writable data, each present or not.</summary>
    private enum OptionalPart
    {
        DispatchMap,
        Finalizer,
        SealedSlots,
        GenericDefinition,
        GenericComposition,
    }
}
