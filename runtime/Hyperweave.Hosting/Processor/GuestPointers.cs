using Hyperweave.Vmm.Delivery;
using Hyperweave.Vmm.Devices;
using Hyperweave.Vmm.GuestMemory;
using Hyperweave.Vmm.Host;

namespace Hyperweave.Hosting.Processor;

/// <summary>
/// The host's memory behind an address that the kernel uses: the process's own memory as it is, guest addresses through the
/// kernel's page tables. A device's register stands in a word between: filled before a read, sent on after a write.
/// </summary>
internal sealed unsafe class GuestPointers(GuestRam ram, GuestVirtualMemory memory, MemoryBus devices, Refusals refusals) : IDisposable
{
    private const int WidestRegister = 8;

    private readonly ulong* _register = (ulong*)System.Runtime.InteropServices.NativeMemory.AllocZeroed(sizeof(ulong));
    private (ulong Physical, int Width)? _written;

    /// <summary>The memory of a range.</summary>
    /// <exception cref="GuestFaultException">The guest has not mapped it so.</exception>
    public byte* Reach(ulong address, int bytes, bool write)
    {
        if (HostedAddresses.AreHost(address)) return (byte*)address;
        SendWritten();
        ulong physical = memory.Locate(address, write ? AccessKind.Read | AccessKind.Write : AccessKind.Read);
        RequireNeighbours(address, bytes, physical, write);
        return GuestMemoryMap.TryOffset(ram.Size, physical, (ulong)bytes, out ulong offset)
            ? ram.Base + offset
            : Register(physical, bytes, write);
    }

    /// <summary>Gives a device what was written into its register.</summary>
    public void SendWritten()
    {
        if (_written is not { } target) return;
        _written = null;
        devices.Write(target.Physical, target.Width, *_register);
    }

    public bool HasWritten => _written is not null;

    public void Dispose() => System.Runtime.InteropServices.NativeMemory.Free(_register);

    private byte* Register(ulong physical, int bytes, bool write)
    {
        if (bytes > WidestRegister)
            throw refusals.Refuse($"An access of {bytes} bytes at 0x{physical:X}", "there is no RAM, and a device's registers are 8 bytes wide at most");
        if (write) _written = (physical, bytes);
        else *_register = devices.Read(physical, bytes);
        return (byte*)_register;
    }

    private void RequireNeighbours(ulong address, int bytes, ulong physical, bool write)
    {
        const ulong page = GuestMemoryMap.PageSize;
        ulong end = address + (ulong)Math.Max(bytes, 1) - 1;
        for (ulong at = (address | page - 1) + 1; at <= end && at > address; at += page)
        {
            if (memory.Locate(at, write ? AccessKind.Read | AccessKind.Write : AccessKind.Read) != physical + (at - address))
                throw refusals.Refuse($"An access of {bytes} bytes at 0x{address:X}", "its pages do not lie side by side in RAM, and here no MMU puts them together");
        }
    }
}
