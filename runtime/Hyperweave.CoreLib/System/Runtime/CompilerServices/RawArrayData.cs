using System.Runtime.InteropServices;

namespace System.Runtime.CompilerServices;

/// <summary>An array seen as what it is in memory.</summary>
[StructLayout(LayoutKind.Sequential)]
internal class RawArrayData
{
    public uint Length;
    public uint Padding;
    public byte Data;
}
