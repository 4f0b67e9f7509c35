using Internal.Runtime;

namespace System;

/// <summary>ilc lays out such objects for typeof: one field, the method table.</summary>
internal sealed unsafe class RuntimeType : Type
{
    private readonly MethodTable* _table;

    internal RuntimeType(MethodTable* table) => _table = table;

    internal override MethodTable* Table => _table;
}
