using Internal.Runtime;
using Internal.Runtime.CompilerHelpers;
using System.Runtime.CompilerServices;

namespace System.Runtime;

/// <summary>What generated code calls for allocation (by symbol) and for boxing and unboxing (by these methods' names).</summary>
internal static unsafe class RuntimeExports
{
    [RuntimeImport("*", "RhpNewFast")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern object NewObject(MethodTable* type);

    [RuntimeImport("*", "RhpNewArrayFast")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern object NewArray(MethodTable* type, nint length);

    internal static object RhBox(MethodTable* type, ref byte value)
    {
        if (type->IsNullable)
        {
            if (value == 0)
                return null;
            value = ref Unsafe.Add(ref value, type->NullableValueOffset);
            type = type->GenericArgument(0);
        }
        object boxed = NewObject(type);
        SpanHelpers.Memmove(ref Unsafe.As<RawData>(boxed).Data, ref value, type->ValueSize);
        return boxed;
    }

    private static ref byte RhUnbox2(MethodTable* type, object boxed)
    {
        RhUnboxTypeTest(type, boxed.m_pEEType);
        return ref Unsafe.As<RawData>(boxed).Data;
    }

    private static void RhUnboxTypeTest(MethodTable* type, MethodTable* boxedType)
    {
        if (type != boxedType && !(type->IsPrimitive && type->ElementType == boxedType->ElementType))
            ThrowHelpers.ThrowInvalidCastException();
    }

    private static void RhUnboxNullable(ref byte destination, MethodTable* type, object boxed)
    {
        uint offset = type->NullableValueOffset;
        MethodTable* valueType = type->GenericArgument(0);
        if (boxed == null)
        {
            SpanHelpers.ClearWithoutReferences(ref destination, offset + valueType->ValueSize);
            return;
        }
        ref byte value = ref RhUnbox2(valueType, boxed);
        destination = 1;
        SpanHelpers.Memmove(ref Unsafe.Add(ref destination, offset), ref value, valueType->ValueSize);
    }

    /// <summary>A shallow copy.</summary>
    internal static object Clone(object source)
    {
        MethodTable* type = source.m_pEEType;
        uint length = type->ComponentSize == 0 ? 0 : Unsafe.As<RawArrayData>(source).Length;
        object copy = type->ComponentSize == 0 ? NewObject(type) : NewArray(type, (nint)length);
        nuint bytes = type->BaseSize - 16 + (nuint)length * type->ComponentSize;
        SpanHelpers.Memmove(ref Unsafe.As<RawData>(copy).Data, ref Unsafe.As<RawData>(source).Data, bytes);
        return copy;
    }

    // Transitions between managed and native code, and the collector's polls: with one kind of code and no collector, nothing.
    [RuntimeExport("RhpPInvoke")]
    private static void EnterNative(void* frame) { }

    [RuntimeExport("RhpPInvokeReturn")]
    private static void LeaveNative(void* frame) { }

    [RuntimeExport("RhpReversePInvoke")]
    private static void EnterManaged(void* frame) { }

    [RuntimeExport("RhpReversePInvokeReturn")]
    private static void LeaveManaged(void* frame) { }

    [RuntimeExport("RhpGcPoll")]
    private static void Poll() { }

    [RuntimeExport("RhpFallbackFailFast")]
    private static void FailFast() => Environment.FailFast("A stack canary was overwritten.");
}
