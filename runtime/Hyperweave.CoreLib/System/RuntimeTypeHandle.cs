using Internal.Runtime;

namespace System;

public unsafe struct RuntimeTypeHandle
{
    private MethodTable* _value;

    internal RuntimeTypeHandle(MethodTable* value) => _value = value;

    internal readonly MethodTable* MethodTable => _value;

    public readonly IntPtr Value => (IntPtr)_value;
}
