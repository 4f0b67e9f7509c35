using Microsoft.Win32.SafeHandles;

namespace Hyperweave.Vmm.Host;

/// <summary>
/// Guest RAM: a file in memory, so that engines can map its pages wherever the guest's page tables want them, with one
/// mapping of the whole for the VMM itself. Where its bytes stand in guest-physical space is
/// <see cref="GuestMemory.GuestMemoryMap"/>'s matter.
/// </summary>
public sealed unsafe class GuestRam : IDisposable
{
    private bool _disposed;

    /// <param name="size">Bytes, a multiple of 4 KiB.</param>
    /// <exception cref="HostException">The host has not enough memory or addresses.</exception>
    public GuestRam(ulong size)
    {
        Size = size;
        FileDescriptor = Memory.CreateFile("guest-ram\0"u8, size);
        Base = Memory.MapFile(FileDescriptor, 0, size, Protection.ReadWrite);
    }

    public ulong Size { get; }

    /// <summary>The VMM's own view of all of it.</summary>
    public byte* Base { get; }

    internal int FileDescriptor { get; }

    /// <summary>
    /// Has the host copy a part of a file into RAM, from its cache: without a buffer, and without a page fault of ours for each page.
    /// </summary>
    /// <returns>How many bytes it has copied: 0 from a file that it cannot copy from so.</returns>
    internal int Receive(SafeFileHandle source, ulong sourceOffset, ulong offset, int length)
    {
        bool held = false;
        source.DangerousAddRef(ref held);
        try
        {
            return Memory.CopyFile((int)source.DangerousGetHandle(), sourceOffset, FileDescriptor, offset, length);
        }
        finally
        {
            if (held) source.DangerousRelease();
        }
    }

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        Memory.Free(Base, Size);
        Memory.CloseFile(FileDescriptor);
    }
}
