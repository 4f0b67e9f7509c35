using System.Runtime;
using System.Runtime.CompilerServices;

namespace Hyperweave.Guest;

/// <summary>The core library's allocator.</summary>
internal static class HeapBounds
{
    [RuntimeImport("*", "hw_heap_mark")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern ulong Mark();

    [RuntimeImport("*", "hw_heap_release")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void Release(ulong mark);
}
