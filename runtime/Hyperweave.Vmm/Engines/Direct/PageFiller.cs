using Hyperweave.Vmm.Building;
using Hyperweave.Vmm.GuestMemory;
using Hyperweave.Vmm.Host;

namespace Hyperweave.Vmm.Engines.Direct;

/// <summary>What became of an access that the host stopped.</summary>
internal enum FillOutcome
{
    /// <summary>A mapping was made: the access can be tried again.</summary>
    Filled,
    /// <summary>The guest's page tables forbid it.</summary>
    PageFault,
    /// <summary>It leads to device memory.</summary>
    Device,
    /// <summary>The guest allows it, this engine cannot; a message says why.</summary>
    Refused,
}

/// <summary>Turns the host's page faults into mappings, by the guest's page tables and what its frames may be used for.</summary>
internal sealed class PageFiller(MachineBase machine, GuestMappings mappings, FrameRights frames)
{
    /// <summary>Why the last fill was refused.</summary>
    public string Refusal { get; private set; } = "";

    /// <param name="fault">Set with <see cref="FillOutcome.PageFault"/>.</param>
    public FillOutcome Fill(ulong address, AccessKind kind, out PageFault fault)
    {
        if (!machine.Walker.Walk(address, kind, out var page, out fault)) return FillOutcome.PageFault;
        if (!machine.Memory.IsRam(page.Physical)) return FillOutcome.Device;
        if (!GuestMappings.CanHold(address)) return Refuse($"address 0x{address:X} is not one that a process can have");
        bool isCode = frames.IsCode(page.Physical);
        if ((kind & AccessKind.Fetch) != 0 && !isCode)
            return Refuse($"code at 0x{address:X} is not of the image's proven executable segments");
        if ((kind & AccessKind.Write) != 0 && isCode) return Refuse($"a write to code at 0x{address:X}");
        try
        {
            Map(address, page, kind, isCode);
            return FillOutcome.Filled;
        }
        catch (HostException failure)
        {
            return Refuse(failure.Message);
        }
    }

    /// <summary>Maps all of the guest's page that is of one kind, writable only once it is dirty, so that D is right.</summary>
    private void Map(ulong address, in GuestMemory.Translation page, AccessKind kind, bool isCode)
    {
        ulong physicalStart = page.Physical & ~(page.PageSize - 1);
        ulong physicalEnd = Math.Min(physicalStart + page.PageSize, EndOfRam(page.Physical));
        var (start, end) = frames.SameKind(page.Physical, physicalStart, physicalEnd);
        ulong toVirtual = address - page.Physical;
        // A large page at address 0: the host does not have its first 4 KiB.
        if (start + toVirtual == 0) start += GuestMemoryMap.PageSize;
        GuestMemoryMap.TryOffset(machine.Ram.Size, start, end - start, out ulong offset);
        var protection = isCode ? (page.Executable ? Protection.ReadExecute : Protection.Read)
            : page.Dirty && (page.Writable || (kind & AccessKind.Write) != 0) ? Protection.ReadWrite : Protection.Read;
        mappings.Map(new Extent(start + toVirtual, end + toVirtual, page.PageSize), offset, protection);
    }

    private ulong EndOfRam(ulong physical)
    {
        foreach (var (start, length) in GuestMemoryMap.Regions(machine.Ram.Size))
            if (physical - start < length) return start + length;
        return 0;
    }

    private FillOutcome Refuse(string why)
    {
        Refusal = $"the direct engine cannot run this: {why}";
        return FillOutcome.Refused;
    }
}
