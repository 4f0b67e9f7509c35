using System.Runtime.CompilerServices;

namespace System.Collections.Generic;

/// <summary>
/// Compares values for equality; the default asks the type itself. The static members are inlined and their
/// tests of T fold away for a value type; code shared by reference types tests for string, the usual key, first.
/// </summary>
public class EqualityComparer<T> : IEqualityComparer, IEqualityComparer<T>
{
    private protected EqualityComparer() { }

    /// <summary>Made by ilc while it compiles, so that no release of memory takes it back.</summary>
    public static EqualityComparer<T> Default { get; } = new EqualityComparer<T>();

    public static EqualityComparer<T> Create(Func<T, T, bool> equals, Func<T, int> getHashCode = null) => new FromDelegates(equals, getHashCode);

    public virtual bool Equals(T left, T right) => AreEqual(left, right);

    public virtual int GetHashCode(T value) => Hash(value);

    bool IEqualityComparer.Equals(object left, object right) => left == right || left is T first && right is T second && Equals(first, second);

    int IEqualityComparer.GetHashCode(object value) => value is null ? 0 : GetHashCode((T)value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool AreEqual(T left, T right)
    {
        if (typeof(T) == typeof(int)) return (int)(object)left == (int)(object)right;
        if (typeof(T) == typeof(uint)) return (uint)(object)left == (uint)(object)right;
        if (typeof(T) == typeof(long)) return (long)(object)left == (long)(object)right;
        if (typeof(T) == typeof(ulong)) return (ulong)(object)left == (ulong)(object)right;
        if (typeof(T) == typeof(byte)) return (byte)(object)left == (byte)(object)right;
        if (typeof(T) == typeof(char)) return (char)(object)left == (char)(object)right;
        if (default(T) is null && left is string text) return right is string other && string.Equals(text, other);
        return AreEqualAny(left, right);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Hash(T value)
    {
        if (typeof(T) == typeof(int)) return (int)(object)value;
        if (typeof(T) == typeof(uint)) return (int)(uint)(object)value;
        if (default(T) is null && value is string text) return text.GetHashCode();
        return value is null ? 0 : value.GetHashCode();
    }

    private static bool AreEqualAny(T left, T right)
    {
        if (left is null || right is null)
            return left is null && right is null;
        return left is IEquatable<T> equatable ? equatable.Equals(right) : left.Equals(right);
    }

    private sealed class FromDelegates : EqualityComparer<T>
    {
        private readonly Func<T, T, bool> _equals;
        private readonly Func<T, int> _getHashCode;

        internal FromDelegates(Func<T, T, bool> equals, Func<T, int> getHashCode)
        {
            _equals = equals;
            _getHashCode = getHashCode;
        }

        public override bool Equals(T left, T right) => _equals(left, right);

        public override int GetHashCode(T value) => _getHashCode is null ? throw new NotSupportedException("The comparer has no hash function.") : _getHashCode(value);
    }
}
