using System;

namespace Internal.Runtime.CompilerHelpers;

/// <summary>What ilc calls for IL's ldtoken.</summary>
internal static unsafe class LdTokenHelpers
{
    private static RuntimeTypeHandle GetRuntimeTypeHandle(IntPtr methodTable) => new((MethodTable*)methodTable);

    private static Type GetRuntimeType(IntPtr methodTable) => new RuntimeType((MethodTable*)methodTable);

    private static RuntimeMethodHandle GetRuntimeMethodHandle(IntPtr data) => *(RuntimeMethodHandle*)&data;

    private static RuntimeFieldHandle GetRuntimeFieldHandle(IntPtr data) => *(RuntimeFieldHandle*)&data;
}
