namespace Hyperweave.Catalogue;

/// <summary>The operations that .NET itself offers as intrinsics.</summary>
internal static partial class Signatures
{
    private static Signature[] Intrinsics =>
    [
        new("M:System.Runtime.Intrinsics.X86.X86Base.CpuId(System.Int32,System.Int32)", "cpuid"),
        new("M:System.Runtime.Intrinsics.X86.X86Base.Pause", "pause"),
    ];
}
