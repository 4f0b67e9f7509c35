using Internal.Runtime;
using Internal.Runtime.CompilerHelpers;
using System.Collections;
using System.Collections.Generic;
using System.Runtime;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace System;

public abstract unsafe partial class Array : ICloneable, IList
{
    internal int _numComponents;

    public int Length
    {
        [Intrinsic]
        get => _numComponents;
    }

    public long LongLength => (uint)_numComponents;

    public int Rank => m_pEEType->ArrayRank;

    public static int MaxLength => 0x7FFF_FFC7;

    internal ref byte FirstByte => ref Unsafe.Add(ref Unsafe.As<RawData>(this).Data, m_pEEType->BaseSize - 16);

    internal uint ElementSize => m_pEEType->ComponentSize;

    public static T[] Empty<T>() => EmptyArray<T>.Value;

    public object Clone() => RuntimeExports.Clone(this);

    /// <summary>A multi-dimensional array holds, after its count, the lengths and then the lower bounds of its dimensions.</summary>
    public int GetLength(int dimension)
    {
        if ((uint)dimension >= (uint)Rank)
            throw new IndexOutOfRangeException();
        return m_pEEType->IsSzArray ? _numComponents : Unsafe.Add(ref Bounds, dimension);
    }

    public int GetLowerBound(int dimension)
    {
        if ((uint)dimension >= (uint)Rank)
            throw new IndexOutOfRangeException();
        return m_pEEType->IsSzArray ? 0 : Unsafe.Add(ref Bounds, Rank + dimension);
    }

    public int GetUpperBound(int dimension) => GetLowerBound(dimension) + GetLength(dimension) - 1;

    internal ref int Bounds => ref Unsafe.As<byte, int>(ref Unsafe.As<RawArrayData>(this).Data);

    public object GetValue(int index)
    {
        if ((uint)index >= (uint)_numComponents)
            ThrowHelpers.ThrowIndexOutOfRangeException();
        ref byte element = ref Unsafe.Add(ref FirstByte, (nuint)(uint)index * ElementSize);
        return m_pEEType->Related->IsValueType ? RuntimeExports.RhBox(m_pEEType->Related, ref element) : Unsafe.As<byte, object>(ref element);
    }

    public void SetValue(object value, int index)
    {
        if ((uint)index >= (uint)_numComponents)
            ThrowHelpers.ThrowIndexOutOfRangeException();
        MethodTable* type = m_pEEType->Related;
        ref byte element = ref Unsafe.Add(ref FirstByte, (nuint)(uint)index * ElementSize);
        TypeCast.CheckCastAny(type, value);
        if (!type->IsValueType)
            Unsafe.As<byte, object>(ref element) = value;
        else if (value == null)
            SpanHelpers.ClearWithoutReferences(ref element, ElementSize);
        else
            SpanHelpers.Memmove(ref element, ref Unsafe.As<RawData>(value).Data, ElementSize);
    }

    public IEnumerator GetEnumerator() => new ArrayEnumerator(this);

    int ICollection.Count => Length;

    bool ICollection.IsSynchronized => false;

    object ICollection.SyncRoot => this;

    public bool IsReadOnly => false;

    public bool IsFixedSize => true;

    public void CopyTo(Array destination, int index) => Copy(this, 0, destination, index, Length);

    object IList.this[int index]
    {
        get => GetValue(index);
        set => SetValue(value, index);
    }

    int IList.Add(object value) => throw new NotSupportedException("Collection was of a fixed size.");

    bool IList.Contains(object value) => ((IList)this).IndexOf(value) >= 0;

    int IList.IndexOf(object value)
    {
        for (int i = 0; i < Length; i++)
            if (Object.Equals(GetValue(i), value))
                return i;
        return -1;
    }

    void IList.Clear() => Clear(this);

    void IList.Insert(int index, object value) => throw new NotSupportedException("Collection was of a fixed size.");

    void IList.Remove(object value) => throw new NotSupportedException("Collection was of a fixed size.");

    void IList.RemoveAt(int index) => throw new NotSupportedException("Collection was of a fixed size.");

    private static class EmptyArray<T>
    {
        internal static readonly T[] Value = new T[0];
    }

    private sealed class ArrayEnumerator : IEnumerator
    {
        private readonly Array _array;
        private int _index = -1;

        internal ArrayEnumerator(Array array) => _array = array;

        public object Current => _array.GetValue(_index);

        public bool MoveNext() => ++_index < _array.Length;

        public void Reset() => _index = -1;
    }
}
