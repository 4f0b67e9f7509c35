using System.Runtime.InteropServices;

namespace System.Runtime.CompilerServices;

/// <summary>Precedes a type's statics: the static constructor that has still to run.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct StaticClassConstructionContext
{
    /// <summary>Zero when it has run.</summary>
    public IntPtr cctorMethodAddress;
}
