using System.Runtime.InteropServices;

namespace System.Runtime.CompilerServices;

/// <summary>Any object seen as its bytes after the method table.</summary>
[StructLayout(LayoutKind.Sequential)]
internal class RawData
{
    public byte Data;
}
