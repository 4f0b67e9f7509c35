using Hyperweave.Vmm.Delivery;
using Hyperweave.Vmm.GuestMemory;

namespace Hyperweave.Vmm.Paravirtual;

/// <summary>Memory that a hypercall's argument names: reached with the kernel's rights, and a failure is an answer.</summary>
internal sealed class GuestBuffer(GuestVirtualMemory memory, GuestPhysicalMemory physical)
{
    public bool TryRead(ulong address, Span<byte> bytes)
    {
        if (!IsAccessible(address, (ulong)bytes.Length, AccessKind.Read)) return false;
        for (int done = 0; done < bytes.Length;)
        {
            var part = Part(address + (ulong)done, bytes.Length - done, AccessKind.Read);
            part.CopyTo(bytes[done..]);
            done += part.Length;
        }
        return true;
    }

    /// <summary>Writes all of it or nothing.</summary>
    public bool TryWrite(ulong address, ReadOnlySpan<byte> bytes)
    {
        if (!IsAccessible(address, (ulong)bytes.Length, AccessKind.Write)) return false;
        for (int done = 0; done < bytes.Length;)
        {
            var part = Part(address + (ulong)done, bytes.Length - done, AccessKind.Write);
            bytes.Slice(done, part.Length).CopyTo(part);
            done += part.Length;
        }
        return true;
    }

    /// <summary>Every page of the range is mapped to RAM with these rights; sets A, and D for a write, in the entries.</summary>
    public bool IsAccessible(ulong address, ulong length, AccessKind kind)
    {
        if (length != 0 && address + (length - 1) < address) return false;
        try
        {
            for (ulong done = 0; done < length;)
            {
                ulong at = address + done;
                if (!physical.IsRam(memory.Locate(at, kind))) return false;
                done += GuestMemoryMap.PageSize - at % GuestMemoryMap.PageSize;
            }
            return true;
        }
        catch (GuestFaultException)
        {
            return false;
        }
    }

    /// <summary>The rest of the page at an address, in RAM; the range has been found accessible.</summary>
    public Span<byte> Part(ulong address, int most, AccessKind kind)
    {
        int count = Math.Min(most, (int)(GuestMemoryMap.PageSize - address % GuestMemoryMap.PageSize));
        return physical.Slice(memory.Locate(address, kind), count);
    }
}
