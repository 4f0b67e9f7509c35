using System;
using System.Runtime;

namespace Internal.Runtime;

/// <summary>
/// [ThreadStatic] fields are plain statics: one copy for the machine (docs/core-library.md). ilc, told --noinlinetls, asks
/// here for a type's copy by its index in a table of method tables.
/// </summary>
internal static unsafe class ThreadStatics
{
    private const int MaximumTypes = 256;

    private static readonly object[] s_storage = new object[MaximumTypes];

    internal static object GetThreadStaticBaseForType(TypeManagerSlot* module, int index) =>
        throw new PlatformNotSupportedException("Thread statics.");
}
