namespace System.Runtime;

/// <summary>Called by generated code for a call of a generic virtual method.</summary>
internal static unsafe class TypeLoaderExports
{
    /// <summary>The image's linker resolves generic virtual calls while it builds; one that is left has no target.</summary>
    private static IntPtr GVMLookupForSlot(object receiver, RuntimeMethodHandle slot) =>
        receiver is null ? throw new NullReferenceException() : throw new NotSupportedException("A generic virtual method was called that was not resolved at build time.");
}
