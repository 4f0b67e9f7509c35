using Internal.Runtime;
using System.Runtime.CompilerServices;

namespace System;

/// <summary>An enum prints as its number: an image holds no names of fields (docs/core-library.md).</summary>
public abstract unsafe class Enum : ValueType, IComparable, IFormattable
{
    public override bool Equals(object other) => other != null && other.m_pEEType == m_pEEType && Bits == Unsafe.As<Enum>(other).Bits;

    public override int GetHashCode() => Bits.GetHashCode();

    public override string ToString() => ToString(null);

    public string ToString(string format) => Number.Format(Bits, Width, IsSigned, format is "G" or "g" or "F" or "f" ? null : format);

    public string ToString(string format, IFormatProvider provider) => ToString(format);

    public int CompareTo(object other)
    {
        if (other is null)
            return 1;
        if (other.m_pEEType != m_pEEType)
            throw new ArgumentException("Enums of different types.");
        long right = Unsafe.As<Enum>(other).Bits;
        return IsSigned ? Bits.CompareTo(right) : ((ulong)Bits).CompareTo((ulong)right);
    }

    public bool HasFlag(Enum flag) => (Bits & flag.Bits) == flag.Bits;

    private int Width => (int)m_pEEType->ValueSize * 8;

    private bool IsSigned => m_pEEType->ElementType is ElementType.SByte or ElementType.Int16 or ElementType.Int32 or ElementType.Int64;

    /// <summary>The value, extended to 64 bits as its underlying type wants.</summary>
    private long Bits
    {
        get
        {
            ref byte data = ref Unsafe.As<RawData>(this).Data;
            return m_pEEType->ElementType switch
            {
                ElementType.SByte => (sbyte)data,
                ElementType.Byte or ElementType.Boolean => data,
                ElementType.Int16 => Unsafe.As<byte, short>(ref data),
                ElementType.UInt16 or ElementType.Char => Unsafe.As<byte, ushort>(ref data),
                ElementType.Int32 => Unsafe.As<byte, int>(ref data),
                ElementType.UInt32 => Unsafe.As<byte, uint>(ref data),
                _ => Unsafe.As<byte, long>(ref data),
            };
        }
    }
}
