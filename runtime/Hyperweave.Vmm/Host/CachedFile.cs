using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Hyperweave.Vmm.Host;

/// <summary>Reads of a file that the host answers from its cache: preadv2 with RWF_NOWAIT, which no library of .NET has.</summary>
internal static unsafe class CachedFile
{
    private const int NoWait = 8;

    /// <summary>False where the host would have to wait for the medium, or cannot tell; what stands in the target then is anything.</summary>
    internal static bool TryRead(SafeFileHandle file, ulong offset, Span<byte> target)
    {
        bool held = false;
        file.DangerousAddRef(ref held);
        try
        {
            fixed (byte* bytes = target)
            {
                var part = new Part { Bytes = bytes, Length = (nuint)target.Length };
                return ReadParts((int)file.DangerousGetHandle(), &part, 1, (long)offset, NoWait) == target.Length;
            }
        }
        finally
        {
            if (held) file.DangerousRelease();
        }
    }

    /// <summary>struct iovec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Part
    {
        public byte* Bytes;
        public nuint Length;
    }

    [DllImport("libc", EntryPoint = "preadv2")]
    private static extern nint ReadParts(int descriptor, Part* parts, int count, long offset, int flags);
}
