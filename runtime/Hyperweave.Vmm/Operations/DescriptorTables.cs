using Hyperweave.Vmm.Delivery;
using Hyperweave.Vmm.GuestMemory;

namespace Hyperweave.Vmm.Operations;

/// <summary>Reads descriptors from the guest's GDT and LDT, with supervisor rights whatever the CPL.</summary>
public sealed unsafe class DescriptorTables(CpuState* cpu, GuestVirtualMemory memory)
{
    private const ushort LocalTable = 4;

    public static bool IsNull(ushort selector) => (selector & ~3) == 0;

    /// <summary>The 8-byte descriptor that a selector names; it must not be null.</summary>
    /// <param name="fault">Makes the fault for a selector outside its table, from the error code.</param>
    public Descriptor Read(ushort selector, Func<uint, GuestFaultException> fault) =>
        new(memory.Read<ulong>(Address(selector, 8, fault), AccessKind.Implicit));

    /// <summary>The second half of a 16-byte descriptor.</summary>
    public ulong ReadUpper(ushort selector, Func<uint, GuestFaultException> fault) =>
        memory.Read<ulong>(Address(selector, 16, fault) + 8, AccessKind.Implicit);

    /// <summary>As <see cref="Read"/>; false for a selector outside its table.</summary>
    public bool TryRead(ushort selector, out Descriptor descriptor)
    {
        bool found = Contains(selector, 8);
        descriptor = found ? new Descriptor(memory.Read<ulong>(Start(selector), AccessKind.Implicit)) : default;
        return found;
    }

    /// <summary>A 16-byte system descriptor of long mode: its first half and bits 63..32 of its base.</summary>
    public (Descriptor Descriptor, ulong Base) ReadSystem(ushort selector, Func<uint, GuestFaultException> fault)
    {
        if (!ProcessorMode.IsLong(*cpu))
        {
            var narrow = Read(selector, fault);
            return (narrow, narrow.Base);
        }
        ulong address = Address(selector, 16, fault);
        var descriptor = new Descriptor(memory.Read<ulong>(address, AccessKind.Implicit));
        ulong high = memory.Read<uint>(address + 8, AccessKind.Implicit);
        return (descriptor, high << 32 | descriptor.Base);
    }

    /// <summary>Replaces the first 8 bytes of a descriptor, for the accessed and busy bits.</summary>
    public void Write(ushort selector, Descriptor descriptor) =>
        memory.Write(Address(selector, 8, GuestFaultException.GeneralProtection), descriptor.Raw, AccessKind.Implicit);

    /// <summary>Sets the accessed bit when it is clear, as a load of a segment register does.</summary>
    public Descriptor MarkAccessed(ushort selector, Descriptor descriptor)
    {
        if (descriptor.IsAccessed) return descriptor;
        Write(selector, descriptor.WithAccessed());
        return descriptor.WithAccessed();
    }

    /// <summary>The selector lies within its table.</summary>
    public bool Contains(ushort selector) => Contains(selector, 8);

    private ulong Address(ushort selector, uint size, Func<uint, GuestFaultException> fault)
    {
        if (!Contains(selector, size)) throw fault((uint)selector & ~3u);
        return Start(selector);
    }

    private ulong Start(ushort selector) => ((selector & LocalTable) != 0 ? cpu->Ldtr.Base : cpu->Gdtr.Base) + ((uint)selector & ~7u);

    private bool Contains(ushort selector, uint size)
    {
        uint end = ((uint)selector & ~7u) + size - 1;
        return (selector & LocalTable) == 0 ? end <= cpu->Gdtr.Limit : end <= cpu->Ldtr.Limit && !IsNull(cpu->Ldtr.Selector);
    }
}
