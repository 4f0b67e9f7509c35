using Internal.Runtime;
using Internal.Runtime.CompilerHelpers;

namespace System.Runtime.CompilerServices;

public static unsafe class RuntimeHelpers
{
    public static int OffsetToStringData => 12;

    /// <summary>ilc copies the data in place of the call.</summary>
    [Intrinsic]
    public static void InitializeArray(Array array, RuntimeFieldHandle handle) => ThrowHelpers.ThrowNotImplementedException();

    /// <summary>ilc puts a span over the data in place of the call.</summary>
    [Intrinsic]
    public static ReadOnlySpan<T> CreateSpan<T>(RuntimeFieldHandle handle) => throw new NotImplementedException();

    [Intrinsic]
    public static extern bool IsReferenceOrContainsReferences<T>() where T : allows ref struct;

    /// <summary>An object's identity: its address, since objects do not move.</summary>
    public static int GetHashCode(object value)
    {
        nuint address = *(nuint*)&value;
        return (int)(address >> 3);
    }

    public static new bool Equals(object left, object right) => left == right;

    public static T[] GetSubArray<T>(T[] array, Range range)
    {
        (int start, int length) = range.GetOffsetAndLength(array.Length);
        return new ReadOnlySpan<T>(array, start, length).ToArray();
    }

    public static void EnsureSufficientExecutionStack() { }

    public static bool TryEnsureSufficientExecutionStack() => true;
}
