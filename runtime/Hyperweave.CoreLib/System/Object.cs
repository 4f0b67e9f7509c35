using Internal.Runtime;
using System.Runtime.CompilerServices;

namespace System;

/// <summary>An object begins with its method table; the 8 bytes before it are its header word (see Monitor).</summary>
public unsafe class Object
{
    internal MethodTable* m_pEEType;

    public Object() { }

    ~Object() { }

    public virtual bool Equals(object other) => this == other;

    public virtual int GetHashCode() => RuntimeHelpers.GetHashCode(this);

    public virtual string ToString() => GetType().ToString();

    [Intrinsic]
    public Type GetType() => new RuntimeType(m_pEEType);

    protected object MemberwiseClone() => System.Runtime.RuntimeExports.Clone(this);

    public static bool ReferenceEquals(object left, object right) => left == right;

    public static bool Equals(object left, object right) => left == right || left != null && right != null && left.Equals(right);
}
