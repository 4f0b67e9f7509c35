using Internal.Runtime.CompilerHelpers;

namespace System.Runtime;

/// <summary>What ilc looks for under this name.</summary>
internal static unsafe class RuntimeImports
{
    /// <summary>Before a reference is stored into a multi-dimensional array.</summary>
    private static void RhCheckArrayStore(object array, object value)
    {
        if (value != null && !TypeCast.IsAssignable(value.m_pEEType, array.m_pEEType->Related))
            ThrowHelpers.ThrowArrayTypeMismatchException();
    }
}
