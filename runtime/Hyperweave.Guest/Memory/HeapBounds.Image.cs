using System.Runtime;
using System.Runtime.CompilerServices;

namespace Hyperweave.Guest;

/// <summary>The core library's allocator.</summary>
[NativeForm]
internal static class HeapBounds
{
    internal static ulong Mark() => AllocatorMark();

    internal static void Release(ulong mark) => AllocatorRelease(mark);

    [RuntimeImport("*", "hw_heap_mark")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern ulong AllocatorMark();

    [RuntimeImport("*", "hw_heap_release")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void AllocatorRelease(ulong mark);
}
