using System.Runtime.InteropServices;
using Hyperweave.Vmm.Delivery;
using Hyperweave.Vmm.GuestMemory;

namespace Hyperweave.Vmm.Operations;

/// <summary>What switches tasks: a CALL and an event nest the new one, an IRET goes back to it.</summary>
public enum TaskSwitchCause
{
    Jump,
    Nest,
    Return,
}

/// <summary>The switch to another task by hardware, outside long mode (Intel SDM 3A 7.3).</summary>
public sealed unsafe partial class TaskSwitch(CpuState* cpu, GuestVirtualMemory memory, DescriptorTables tables, IProcessorServices services)
{
    private const ushort LocalTableBit = 4;

    public TaskStacks Stacks { get; } = new(cpu, memory, tables);

    /// <summary>Saves the running task and enters the one whose TSS descriptor this selector names.</summary>
    /// <param name="next">EIP that the running task goes on at.</param>
    /// <param name="flags">Its EFLAGS, as they are saved.</param>
    /// <param name="external">Bit 0 of the error codes.</param>
    /// <exception cref="GuestFaultException">
    /// While TR is as before, nothing has happened; once it has changed, it is the new task that faults, at its first instruction.
    /// </exception>
    public void Enter(ushort selector, TaskSwitchCause cause, ulong next, ulong flags, uint external = 0)
    {
        var task = ReadTask(selector, cause, external);
        var layout = TaskLayout.Of(task.Attributes);
        Span<uint> fields = stackalloc uint[TaskLayout.MostFields];
        ReadFields(task.Base, layout, fields);
        uint space = layout.Is32Bit ? memory.Read<uint>(task.Base + TaskLayout.Cr3, AccessKind.Implicit) : 0;
        bool traps = layout.Is32Bit && (memory.Read<byte>(task.Base + TaskLayout.Trap, AccessKind.Implicit) & 1) != 0;
        if (layout.Is32Bit && (fields[TaskLayout.Eflags] & Rflags.VM) != 0) throw new UnsupportedGuestException("a task of virtual-8086 mode");

        if (cause == TaskSwitchCause.Nest) memory.Locate(task.Base + TaskLayout.Link + 1, AccessKind.Implicit | AccessKind.Write);
        Save(next, flags);
        MarkTasks(selector, task, cause);
        if (cause == TaskSwitchCause.Nest) fields[TaskLayout.Eflags] |= (uint)Rflags.NT;
        cpu->Tr = new Descriptor(task.Raw | Descriptor.BusyBit).ToSegment(selector);
        if (layout.Is32Bit && ProcessorMode.IsPaged(*cpu))
        {
            cpu->Cr3 = space;
            services.FlushSpace(includingGlobal: false);
        }
        Load(fields, layout);
        LoadSegments(external);
        if (traps) cpu->PendingDebug |= Dr6.BT;
    }

    private Descriptor ReadTask(ushort selector, TaskSwitchCause cause, uint external)
    {
        uint named = selector & ~3u | external;
        bool returns = cause == TaskSwitchCause.Return;
        bool found = tables.TryRead(selector, out var task) && !DescriptorTables.IsNull(selector) && (selector & LocalTableBit) == 0
            && task.IsTask && task.IsBusy == returns;
        if (!found) throw returns ? GuestFaultException.InvalidTss(named) : GuestFaultException.GeneralProtection(named);
        if (!task.IsPresent) throw GuestFaultException.NotPresent(named);
        return task.Limit >= TaskLayout.Of(task.Attributes).LeastLimit ? task : throw GuestFaultException.InvalidTss(named);
    }

    private void ReadFields(ulong task, TaskLayout layout, Span<uint> fields)
    {
        Span<byte> bytes = stackalloc byte[TaskLayout.MostFields * 4];
        bytes = bytes[..((layout.LocalTable + 1) * layout.FieldSize)];
        memory.Read(task + layout.FirstField, bytes, AccessKind.Implicit);
        for (int i = 0; i <= layout.LocalTable; i++)
            fields[i] = layout.Is32Bit ? MemoryMarshal.Cast<byte, uint>(bytes)[i] : MemoryMarshal.Cast<byte, ushort>(bytes)[i];
    }

    /// <summary>All but LDT and CR3, which a switch does not save, and the upper halves of selectors' slots.</summary>
    private void Save(ulong next, ulong flags)
    {
        var layout = TaskLayout.Of(cpu->Tr.Attributes);
        Span<uint> fields = stackalloc uint[TaskLayout.MostFields];
        ReadFields(cpu->Tr.Base, layout, fields);
        (fields[TaskLayout.Eip], fields[TaskLayout.Eflags]) = ((uint)next, (uint)flags);
        for (int i = 0; i < 8; i++) fields[TaskLayout.Registers + i] = (uint)cpu->Gpr[i];
        for (int i = 0; i < layout.SelectorCount; i++)
        {
            ref uint slot = ref fields[TaskLayout.Selectors + i];
            slot = slot & 0xFFFF_0000 | (&cpu->Es)[i].Selector;
        }
        Span<byte> bytes = stackalloc byte[layout.LocalTable * layout.FieldSize];
        for (int i = 0; i < layout.LocalTable; i++)
        {
            if (layout.Is32Bit) MemoryMarshal.Cast<byte, uint>(bytes)[i] = fields[i];
            else MemoryMarshal.Cast<byte, ushort>(bytes)[i] = (ushort)fields[i];
        }
        memory.Write(cpu->Tr.Base + layout.FirstField, bytes, AccessKind.Implicit);
    }

    /// <summary>Busy bits, and the link back: a nested task leaves the one below it busy (Intel SDM 3A, table 7-2).</summary>
    private void MarkTasks(ushort selector, Descriptor task, TaskSwitchCause cause)
    {
        if (cause == TaskSwitchCause.Nest) memory.Write(task.Base + TaskLayout.Link, cpu->Tr.Selector, AccessKind.Implicit);
        else if (tables.TryRead(cpu->Tr.Selector, out var left)) tables.Write(cpu->Tr.Selector, new Descriptor(left.Raw & ~Descriptor.BusyBit));
        if (cause != TaskSwitchCause.Return) tables.Write(selector, new Descriptor(task.Raw | Descriptor.BusyBit));
    }

    /// <summary>What cannot fault: segment registers get their selectors, and no segment yet.</summary>
    private void Load(ReadOnlySpan<uint> fields, TaskLayout layout)
    {
        cpu->Cr0 |= Cr0.TS;
        cpu->Rip = fields[TaskLayout.Eip];
        ulong loaded = layout.Is32Bit ? Rflags.Writable : Rflags.Writable & 0xFFFF;
        cpu->FullRflags = fields[TaskLayout.Eflags] & loaded | cpu->FullRflags & ~(loaded | Rflags.RF);
        cpu->InterruptShadow = 0;
        for (int i = 0; i < 8; i++)
        {
            uint value = fields[TaskLayout.Registers + i];
            cpu->Gpr[i] = layout.Is32Bit ? value : (uint)cpu->Gpr[i] & 0xFFFF_0000 | value;
        }
        for (int i = 0; i < 6; i++) (&cpu->Es)[i] = new Segment { Selector = Selector(fields, layout, i) };
        cpu->Ldtr = new Segment { Selector = (ushort)fields[layout.LocalTable] };
        cpu->Cpl = (ulong)(cpu->Cs.Selector & 3);
        cpu->Dr[7] &= ~Dr7.Local;
        memory.Watchpoints.Rearm();
    }

    private static ushort Selector(ReadOnlySpan<uint> fields, TaskLayout layout, int segment) =>
        segment < layout.SelectorCount ? (ushort)fields[TaskLayout.Selectors + segment] : (ushort)0;
}
