using Internal.Runtime;
using System.Runtime.CompilerServices;

namespace System;

public abstract unsafe class ValueType
{
    /// <summary>ilc overrides this in each struct: describes a field, or with -1 returns their number.</summary>
    internal virtual int __GetFieldHelper(int index, out MethodTable* type)
    {
        type = null;
        return UseFastHelper;
    }

    /// <summary>What <see cref="__GetFieldHelper"/> returns for a struct whose bytes can be compared.</summary>
    private const int UseFastHelper = -1;

    private const int FieldCount = -1;

    public override bool Equals(object other)
    {
        if (other == null || other.m_pEEType != m_pEEType)
            return false;
        ref byte left = ref Unsafe.As<RawData>(this).Data, right = ref Unsafe.As<RawData>(other).Data;
        int fields = __GetFieldHelper(FieldCount, out _);
        if (fields == UseFastHelper)
            return SpanHelpers.SequenceEqual(ref left, ref right, m_pEEType->ValueSize);
        for (int i = 0; i < fields; i++)
            if (!FieldEquals(i, ref left, ref right))
                return false;
        return true;
    }

    public override int GetHashCode()
    {
        int fields = __GetFieldHelper(FieldCount, out _);
        ref byte data = ref Unsafe.As<RawData>(this).Data;
        if (fields == UseFastHelper)
            return SpanHelpers.HashBytes(ref data, m_pEEType->ValueSize);
        int hash = 0;
        for (int i = 0; i < fields; i++)
            hash = HashCode.Combine(hash, FieldValue(i, ref data)?.GetHashCode() ?? 0);
        return hash;
    }

    private bool FieldEquals(int index, ref byte left, ref byte right) =>
        Object.Equals(FieldValue(index, ref left), FieldValue(index, ref right));

    private object FieldValue(int index, ref byte data)
    {
        int offset = __GetFieldHelper(index, out MethodTable* type);
        ref byte field = ref Unsafe.Add(ref data, offset);
        return type->IsValueType ? System.Runtime.RuntimeExports.RhBox(type, ref field) : Unsafe.As<byte, object>(ref field);
    }

    public override string ToString() => GetType().ToString();
}
