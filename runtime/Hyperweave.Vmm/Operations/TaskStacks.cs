using Hyperweave.Vmm.Delivery;
using Hyperweave.Vmm.GuestMemory;

namespace Hyperweave.Vmm.Operations;

/// <summary>The stacks of inner levels, which the task-state segment names (Intel SDM 3A 7.2.1, 7.7).</summary>
public sealed unsafe class TaskStacks(CpuState* cpu, GuestVirtualMemory memory, DescriptorTables tables)
{
    /// <summary>Offset of RSP0 in the 64-bit TSS; RSP1 and RSP2 follow.</summary>
    private const uint Rsp0 = 4;

    /// <summary>In long mode: RSPn.</summary>
    public ulong Pointer(int level) => PointerAt(Rsp0 + (uint)level * 8);

    /// <summary>In long mode: a stack pointer at an offset of the TSS, which must be canonical.</summary>
    public ulong PointerAt(uint offset)
    {
        RequireWithin(offset, 8, 0);
        ulong stack = memory.Read<ulong>(cpu->Tr.Base + offset, AccessKind.Implicit);
        return ProcessorMode.IsCanonical(stack) ? stack : throw GuestFaultException.StackFault();
    }

    /// <summary>Outside long mode: SSn and ESPn (SPn of a 16-bit TSS), SSn checked for that level.</summary>
    /// <param name="external">Bit 0 of the error codes.</param>
    public (Segment Stack, ulong Pointer) Segmented(int level, uint external)
    {
        bool wide = TaskLayout.Of(cpu->Tr.Attributes).Is32Bit;
        uint offset = wide ? 4 + (uint)level * 8 : 2 + (uint)level * 4;
        RequireWithin(offset, wide ? 6u : 4, external);
        ulong at = cpu->Tr.Base + offset;
        ulong pointer = wide ? memory.Read<uint>(at, AccessKind.Implicit) : memory.Read<ushort>(at, AccessKind.Implicit);
        ushort selector = memory.Read<ushort>(at + (wide ? 4UL : 2), AccessKind.Implicit);
        return (Stack(selector, level, external), pointer);
    }

    /// <summary>The stack that a TSS names for a level.</summary>
    public Segment Stack(ushort selector, int level, uint external)
    {
        uint named = selector & ~3u | external;
        if (DescriptorTables.IsNull(selector)) throw GuestFaultException.InvalidTss(external);
        bool allowed = tables.TryRead(selector, out var stack) && (selector & 3) == level && stack.Dpl == level && stack.IsWritableData;
        if (!allowed) throw GuestFaultException.InvalidTss(named);
        if (!stack.IsPresent) throw GuestFaultException.StackFault(named);
        return tables.MarkAccessed(selector, stack).ToSegment(selector);
    }

    private void RequireWithin(uint offset, uint length, uint external)
    {
        if (offset + length - 1 > cpu->Tr.Limit) throw GuestFaultException.InvalidTss(cpu->Tr.Selector & ~3u | external);
    }
}
