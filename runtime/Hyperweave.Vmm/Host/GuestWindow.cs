namespace Hyperweave.Vmm.Host;

/// <summary>
/// Guest RAM at its own guest-physical addresses in this process, so that code of the process reaches it through plain
/// pointers. There is one such place in a process.
/// </summary>
public sealed unsafe class GuestWindow : IDisposable
{
    /// <summary>Linux maps nothing below this address by default (vm.mmap_min_addr), and .NET takes a fault there for a null reference.</summary>
    public const ulong Start = 0x1_0000;

    private readonly ulong _length;

    /// <exception cref="HostException">The addresses are in use.</exception>
    public GuestWindow(GuestRam ram)
    {
        _length = Math.Min(ram.Size, GuestMemory.GuestMemoryMap.LowLimit) - Start;
        Memory.ReserveAt(Start, _length);
        Memory.MapFileOver(Start, ram.FileDescriptor, Start, _length, Protection.ReadWrite);
    }

    public void Dispose() => Memory.Free((byte*)Start, _length);
}
