using Internal.Runtime;
using System.Runtime;
using System.Runtime.CompilerServices;

namespace System;

/// <summary>What `new T()` of a type parameter compiles to.</summary>
public static unsafe class Activator
{
    public static T CreateInstance<T>()
    {
        IntPtr constructor = DefaultConstructorOf<T>();
        if (default(T) is not null)
        {
            T value = default;
            ((delegate*<ref T, void>)constructor)(ref value);
            return value;
        }
        object instance = RuntimeExports.NewObject(MethodTable.Of<T>());
        ((delegate*<object, void>)constructor)(instance);
        return Unsafe.As<object, T>(ref instance);
    }

    /// <summary>ilc puts the address in place of the call: of the constructor, or of one of those below.</summary>
    [Intrinsic]
    private static extern IntPtr DefaultConstructorOf<T>();

    private static void MissingConstructorMethod() => throw new MissingMethodException("No parameterless constructor defined.");

    private struct StructWithNoConstructor
    {
        public StructWithNoConstructor() { }
    }
}
