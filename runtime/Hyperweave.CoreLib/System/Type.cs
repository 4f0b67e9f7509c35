using Internal.Runtime;
using System.Runtime.CompilerServices;

namespace System;

/// <summary>Identity and name of a type. There is no reflection in an image.</summary>
public abstract unsafe class Type
{
    internal abstract MethodTable* Table { get; }

    public static readonly Type[] EmptyTypes = [];

    [Intrinsic]
    public static Type GetTypeFromHandle(RuntimeTypeHandle handle) => handle.MethodTable == null ? null : new RuntimeType(handle.MethodTable);

    public RuntimeTypeHandle TypeHandle => new(Table);

    /// <summary>With its namespace, as the compiler mangled it where it is generic.</summary>
    public string FullName => System.Runtime.SymbolTable.TypeName(Table);

    public string Name
    {
        get
        {
            string name = FullName;
            return name.Substring(name.LastIndexOf('.') + 1);
        }
    }

    public bool IsValueType => Table->IsValueType;

    public bool IsArray => Table->IsArray;

    public bool IsInterface => Table->IsInterface;

    public bool IsPrimitive => Table->IsPrimitive;

    public bool IsClass => !Table->IsInterface && !Table->IsValueType;

    public Type BaseType => Table->BaseType == null ? null : new RuntimeType(Table->BaseType);

    public bool IsAssignableFrom(Type other) => other is not null && System.Runtime.TypeCast.IsAssignable(other.Table, Table);

    public bool IsInstanceOfType(object value) => value != null && System.Runtime.TypeCast.IsAssignable(value.m_pEEType, Table);

    public bool IsSubclassOf(Type other) => other is not null && Table != other.Table && !other.IsInterface && other.IsAssignableFrom(this);

    public override string ToString() => FullName;

    public override bool Equals(object other) => other is Type type && type.Table == Table;

    public bool Equals(Type other) => other is not null && other.Table == Table;

    public override int GetHashCode() => (int)Table->HashCode;

    [Intrinsic]
    public static bool operator ==(Type left, Type right) => ReferenceEquals(left, right) || left is not null && left.Equals(right);

    [Intrinsic]
    public static bool operator !=(Type left, Type right) => !(left == right);
}
