using Internal.Runtime;
using Internal.Runtime.CompilerHelpers;
using System.Runtime.CompilerServices;

namespace System.Runtime;

/// <summary>Casts and type tests; ilc calls the upper half by name.</summary>
internal static unsafe class TypeCast
{
    private static object IsInstanceOfClass(MethodTable* type, object value) =>
        value != null && DerivesFrom(value.m_pEEType, type) ? value : null;

    internal static bool IsInstanceOfException(MethodTable* type, object value) =>
        value != null && DerivesFrom(value.m_pEEType, type);

    private static object IsInstanceOfInterface(MethodTable* type, object value) =>
        value != null && Implements(value.m_pEEType, type) ? value : null;

    internal static object IsInstanceOfAny(MethodTable* type, object value) =>
        value != null && IsAssignable(value.m_pEEType, type) ? value : null;

    private static object CheckCastClass(MethodTable* type, object value)
    {
        if (value != null && value.m_pEEType != type && !DerivesFrom(value.m_pEEType, type))
            ThrowHelpers.ThrowInvalidCastException();
        return value;
    }

    private static object CheckCastClassSpecial(MethodTable* type, object value) => CheckCastClass(type, value);

    private static object CheckCastInterface(MethodTable* type, object value)
    {
        if (value != null && !Implements(value.m_pEEType, type))
            ThrowHelpers.ThrowInvalidCastException();
        return value;
    }

    internal static object CheckCastAny(MethodTable* type, object value)
    {
        if (value != null && !IsAssignable(value.m_pEEType, type))
            ThrowHelpers.ThrowInvalidCastException();
        return value;
    }

    private static void StelemRef(object[] array, nint index, object value)
    {
        if ((nuint)index >= (nuint)array.Length)
            ThrowHelpers.ThrowIndexOutOfRangeException();
        MethodTable* element = array.m_pEEType->Related;
        if (value != null && value.m_pEEType != element && element != MethodTable.Of<object>() && !IsAssignable(value.m_pEEType, element))
            ThrowHelpers.ThrowArrayTypeMismatchException();
        Unsafe.Add(ref Unsafe.As<byte, object>(ref Unsafe.As<RawArrayData>(array).Data), index) = value;
    }

    private static ref object LdelemaRef(object[] array, nint index, MethodTable* element)
    {
        if ((nuint)index >= (nuint)array.Length)
            ThrowHelpers.ThrowIndexOutOfRangeException();
        if (array.m_pEEType->Related != element)
            ThrowHelpers.ThrowArrayTypeMismatchException();
        return ref Unsafe.Add(ref Unsafe.As<byte, object>(ref Unsafe.As<RawArrayData>(array).Data), index);
    }

    /// <summary>Whether a value of type <paramref name="source"/> may be held as <paramref name="target"/>.</summary>
    internal static bool IsAssignable(MethodTable* source, MethodTable* target)
    {
        if (source == target)
            return true;
        if (target->IsInterface)
            return Implements(source, target);
        if (target->IsArray)
            return source->IsArray && IsArrayAssignable(source, target);
        if (target->IsNullable)
            return target->GenericArgument(0) == source;
        return DerivesFrom(source, target) || target->HasVariance && IsVariantOf(source, target);
    }

    /// <summary>Whether two generic types of one definition differ only as their parameters' variance allows.</summary>
    internal static bool IsVariantOf(MethodTable* source, MethodTable* target)
    {
        if (!source->HasVariance || !target->HasVariance || source->GenericDefinition != target->GenericDefinition)
            return false;
        GenericVariance* variances = target->Variances;
        for (int i = 0; i < target->GenericArity; i++)
            if (!IsArgumentCompatible(source->GenericArgument(i), target->GenericArgument(i), variances[i]))
                return false;
        return true;
    }

    private static bool IsArgumentCompatible(MethodTable* source, MethodTable* target, GenericVariance variance)
    {
        if (source == target)
            return true;
        if (source->IsValueType || target->IsValueType)
            return false;
        return variance switch
        {
            GenericVariance.Covariant => IsAssignable(source, target),
            GenericVariance.Contravariant => IsAssignable(target, source),
            _ => false,
        };
    }

    private static bool DerivesFrom(MethodTable* type, MethodTable* ancestor)
    {
        for (; type != null; type = type->BaseType)
            if (type == ancestor)
                return true;
        return false;
    }

    private static bool Implements(MethodTable* type, MethodTable* @interface)
    {
        MethodTable** map = type->InterfaceMap;
        int count = type->InterfaceCount;
        for (int i = 0; i < count; i++)
            if (map[i] == @interface)
                return true;
        if (@interface->HasVariance)
            for (int i = 0; i < count; i++)
                if (IsVariantOf(map[i], @interface))
                    return true;
        return type->IsInterface && type == @interface;
    }

    /// <summary>Ranks equal, and elements equal, or references that are assignable, or integers of one size.</summary>
    private static bool IsArrayAssignable(MethodTable* source, MethodTable* target)
    {
        if (source->BaseSize != target->BaseSize || source->IsSzArray != target->IsSzArray)
            return false;
        MethodTable* from = source->Related, to = target->Related;
        if (from == to)
            return true;
        if (from->IsValueType || to->IsValueType)
            return from->IsPrimitive && to->IsPrimitive && IntegerKind(from->ElementType) == IntegerKind(to->ElementType);
        return IsAssignable(from, to);
    }

    /// <summary>The signed integer type of the same size; any other type as it is.</summary>
    private static ElementType IntegerKind(ElementType type) => type switch
    {
        ElementType.Byte => ElementType.SByte,
        ElementType.UInt16 => ElementType.Int16,
        ElementType.UInt32 => ElementType.Int32,
        ElementType.UInt64 => ElementType.Int64,
        ElementType.UIntPtr => ElementType.IntPtr,
        _ => type,
    };
}
