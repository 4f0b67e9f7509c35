using System.Runtime.CompilerServices;

namespace System.Collections.Generic;

/// <summary>Orders values; the default asks the type itself.</summary>
public abstract class Comparer<T> : IComparer, IComparer<T>
{
    /// <summary>Made by ilc while it compiles, so that no release of memory takes it back.</summary>
    public static Comparer<T> Default { get; } = new Ordinary();

    public static Comparer<T> Create(Comparison<T> comparison) => new FromComparison(comparison);

    public abstract int Compare(T left, T right);

    int IComparer.Compare(object left, object right) => Compare((T)left, (T)right);

    /// <summary>The default order as a struct, whose calls are inlined.</summary>
    internal struct DefaultOrder : IComparer<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly int Compare(T left, T right)
        {
            if (typeof(T) == typeof(int)) return Order((int)(object)left, (int)(object)right);
            if (typeof(T) == typeof(uint)) return Order((uint)(object)left, (uint)(object)right);
            if (typeof(T) == typeof(long)) return Order((long)(object)left, (long)(object)right);
            if (typeof(T) == typeof(ulong)) return Order((ulong)(object)left, (ulong)(object)right);
            if (typeof(T) == typeof(byte)) return (byte)(object)left - (byte)(object)right;
            if (typeof(T) == typeof(char)) return (char)(object)left - (char)(object)right;
            return CompareAny(left, right);
        }

        private static int Order(long left, long right) => left < right ? -1 : left > right ? 1 : 0;

        private static int Order(ulong left, ulong right) => left < right ? -1 : left > right ? 1 : 0;
    }

    /// <summary>A delegate's order as a struct.</summary>
    internal readonly struct Delegated : IComparer<T>
    {
        private readonly Comparison<T> _comparison;

        internal Delegated(Comparison<T> comparison) => _comparison = comparison ?? throw new ArgumentNullException(nameof(comparison));

        public int Compare(T left, T right) => _comparison(left, right);
    }

    private static int CompareAny(T left, T right)
    {
        if (left is null || right is null)
            return left is null ? right is null ? 0 : -1 : 1;
        if (left is IComparable<T> generic)
            return generic.CompareTo(right);
        if (left is IComparable comparable)
            return comparable.CompareTo(right);
        throw new InvalidOperationException("The type has no order: it does not implement IComparable.");
    }

    private sealed class Ordinary : Comparer<T>
    {
        public override int Compare(T left, T right) => default(DefaultOrder).Compare(left, right);
    }

    private sealed class FromComparison : Comparer<T>
    {
        private readonly Comparison<T> _comparison;

        internal FromComparison(Comparison<T> comparison) => _comparison = comparison;

        public override int Compare(T left, T right) => _comparison(left, right);
    }
}
