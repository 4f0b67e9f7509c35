using Hyperweave.Vmm.Delivery;
using Iced.Intel;

namespace Hyperweave.Vmm.Operations;

/// <summary>GDTR, IDTR, LDTR, TR and the instructions that only ask: LAR, LSL, VERR, VERW.</summary>
public sealed unsafe partial class PrivilegedOperations
{
    private const int AvailableTask16 = 1, LocalTableType = 2, BusyTask16 = 3, TaskGate = 5, AvailableTask = 9, BusyTask = 11;
    private const uint AttributeMask = 0x00F0_FF00;

    public void Lgdt(in Instruction instruction) => _cpu->Gdtr = LoadPointer(instruction);

    public void Lidt(in Instruction instruction) => _cpu->Idtr = LoadPointer(instruction);

    public void Sgdt(in Instruction instruction) => StorePointer(instruction, _cpu->Gdtr);

    public void Sidt(in Instruction instruction) => StorePointer(instruction, _cpu->Idtr);

    private DescriptorTable LoadPointer(in Instruction instruction)
    {
        RequireKernel();
        Span<byte> bytes = stackalloc byte[Is64Bit ? 10 : 6];
        _memory.Read(_operands.Address(instruction, 0), bytes, _memory.CurrentRights);
        var table = new DescriptorTable
        {
            Limit = BitConverter.ToUInt16(bytes),
            Base = Is64Bit ? BitConverter.ToUInt64(bytes[2..]) : BitConverter.ToUInt32(bytes[2..]),
        };
        // With 16-bit operands the base has 24 bits.
        if (instruction.Code is Code.Lgdt_m1632_16 or Code.Lidt_m1632_16) table.Base &= 0xFF_FFFF;
        if (Is64Bit) RequireCanonical(table.Base);
        Finish(instruction);
        return table;
    }

    private void StorePointer(in Instruction instruction, DescriptorTable table)
    {
        RequireOpenTables();
        Span<byte> bytes = stackalloc byte[Is64Bit ? 10 : 6];
        BitConverter.TryWriteBytes(bytes, (ushort)table.Limit);
        if (Is64Bit) BitConverter.TryWriteBytes(bytes[2..], table.Base);
        else BitConverter.TryWriteBytes(bytes[2..], (uint)table.Base);
        _memory.Write(_operands.Address(instruction, 0, write: true), bytes, _memory.CurrentRights);
        Finish(instruction);
    }

    public void Lldt(in Instruction instruction)
    {
        RequireProtectedMode();
        RequireKernel();
        ushort selector = (ushort)_operands.Read(instruction, 0, 2);
        if (DescriptorTables.IsNull(selector)) _cpu->Ldtr = new Segment { Selector = selector };
        else _cpu->Ldtr = ReadSystemSegment(selector, type => type == LocalTableType);
        Finish(instruction);
    }

    public void Ltr(in Instruction instruction)
    {
        RequireProtectedMode();
        RequireKernel();
        ushort selector = (ushort)_operands.Read(instruction, 0, 2);
        if (DescriptorTables.IsNull(selector)) throw GuestFaultException.GeneralProtection();
        var task = ReadSystemSegment(selector, type => type == AvailableTask || (type == AvailableTask16 && !ProcessorMode.IsLong(*_cpu)));
        var descriptor = _tables.Read(selector, GuestFaultException.GeneralProtection);
        _tables.Write(selector, new Descriptor(descriptor.Raw | Descriptor.BusyBit));
        task.Attributes |= (uint)(Descriptor.BusyBit >> 32);
        _cpu->Tr = task;
        Finish(instruction);
    }

    private Segment ReadSystemSegment(ushort selector, Func<int, bool> isWanted)
    {
        uint named = selector & ~3u;
        // TI must be clear: these descriptors live in the GDT.
        if ((selector & 4) != 0) throw GuestFaultException.GeneralProtection(named);
        var (descriptor, address) = _tables.ReadSystem(selector, GuestFaultException.GeneralProtection);
        if (descriptor.IsCodeOrData || !isWanted(descriptor.Type)) throw GuestFaultException.GeneralProtection(named);
        if (!descriptor.IsPresent) throw GuestFaultException.NotPresent(named);
        var segment = descriptor.ToSegment(selector);
        segment.Base = address;
        return segment;
    }

    public void Sldt(in Instruction instruction) => StoreSelector(instruction, _cpu->Ldtr.Selector);

    public void Str(in Instruction instruction) => StoreSelector(instruction, _cpu->Tr.Selector);

    private void StoreSelector(in Instruction instruction, ushort selector)
    {
        RequireProtectedMode();
        RequireOpenTables();
        _operands.Write(instruction, 0, 2, selector);
        Finish(instruction);
    }

    public void Lar(in Instruction instruction)
    {
        bool visible = TryLook(instruction, out var descriptor)
            && (HasLimit(descriptor) || descriptor.Type == CallGate.Type32 || (!ProcessorMode.IsLong(*_cpu) && descriptor.Type is CallGate.Type16 or TaskGate));
        if (visible) _operands.WriteRegister(instruction.Op0Register, descriptor.Attributes & AttributeMask);
        FinishLook(instruction, visible);
    }

    public void Lsl(in Instruction instruction)
    {
        bool visible = TryLook(instruction, out var descriptor) && HasLimit(descriptor);
        if (visible) _operands.WriteRegister(instruction.Op0Register, descriptor.Limit);
        FinishLook(instruction, visible);
    }

    /// <summary>Of system descriptors the tables and tasks that the mode knows (Intel SDM 2A, LSL).</summary>
    private bool HasLimit(Descriptor descriptor) => descriptor.IsCodeOrData || descriptor.Type is LocalTableType or AvailableTask or BusyTask
        || (!ProcessorMode.IsLong(*_cpu) && descriptor.Type is AvailableTask16 or BusyTask16);

    public void Verr(in Instruction instruction) =>
        FinishLook(instruction, TryLook(instruction, out var descriptor) && descriptor.IsReadable);

    public void Verw(in Instruction instruction) =>
        FinishLook(instruction, TryLook(instruction, out var descriptor) && descriptor.IsWritableData);

    /// <summary>The descriptor of the selector operand when the current privilege may see it; never a fault for the selector.</summary>
    private bool TryLook(in Instruction instruction, out Descriptor descriptor)
    {
        RequireProtectedMode();
        descriptor = default;
        int operand = instruction.OpCount - 1;
        ushort selector = (ushort)_operands.Read(instruction, operand, 2);
        if (DescriptorTables.IsNull(selector) || !_tables.Contains(selector)) return false;
        descriptor = _tables.Read(selector, GuestFaultException.GeneralProtection);
        return descriptor.IsConforming || descriptor.Dpl >= Math.Max((int)_cpu->Cpl, selector & 3);
    }

    private void FinishLook(in Instruction instruction, bool visible)
    {
        _cpu->Rflags = visible ? _cpu->Rflags | Rflags.ZF : _cpu->Rflags & ~Rflags.ZF;
        Finish(instruction);
    }
}
