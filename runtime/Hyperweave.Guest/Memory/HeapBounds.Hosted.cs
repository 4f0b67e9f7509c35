namespace Hyperweave.Guest;

/// <summary>A hosted process has a garbage collector.</summary>
internal static class HeapBounds
{
    internal static ulong Mark() => 0;

    internal static void Release(ulong mark)
    {
    }
}
