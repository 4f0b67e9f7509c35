using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Hyperweave.Vmm.Host;

/// <summary>What no library of .NET has: reads of a file that the host answers from its cache (preadv2 with RWF_NOWAIT), and files open without a lock.</summary>
internal static unsafe class CachedFile
{
    private const int NoWait = 8, Unlock = 8;

    /// <summary>Opens a file for reading. .NET locks what it opens (flock), so that whoever builds the file anew could not; this does not.</summary>
    internal static SafeFileHandle Open(string path)
    {
        var file = File.OpenHandle(path);
        if (OperatingSystem.IsLinux()) Lock((int)file.DangerousGetHandle(), Unlock);
        return file;
    }

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

    [DllImport("libc", EntryPoint = "flock")]
    private static extern int Lock(int descriptor, int operation);

    [DllImport("libc", EntryPoint = "preadv2")]
    private static extern nint ReadParts(int descriptor, Part* parts, int count, long offset, int flags);
}
