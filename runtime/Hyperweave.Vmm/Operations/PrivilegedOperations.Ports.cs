using Hyperweave.Vmm.Delivery;
using Hyperweave.Vmm.GuestMemory;
using Iced.Intel;

namespace Hyperweave.Vmm.Operations;

/// <summary>IN, OUT and their string forms, with the I/O permission check (Intel SDM 1 19.5).</summary>
public sealed unsafe partial class PrivilegedOperations
{
    /// <summary>A long REP gives way after this many elements, so that interrupts come in: RIP stays at the instruction.</summary>
    private const ulong MostElements = 4096;
    private const uint IoMapBaseOffset = 0x66;

    public void In(in Instruction instruction)
    {
        int width = instruction.Op0Register.GetSize();
        ushort port = PortOf(instruction, 1);
        CheckPort(port, width);
        Touch(port, width);
        _operands.WriteRegister(instruction.Op0Register, _ports.Read(port, width));
        Finish(instruction);
    }

    public void Out(in Instruction instruction)
    {
        int width = instruction.Op1Register.GetSize();
        ushort port = PortOf(instruction, 0);
        CheckPort(port, width);
        Touch(port, width);
        Finish(instruction);
        _ports.Write(port, width, (uint)_operands.ReadRegister(instruction.Op1Register));
    }

    public void InString(in Instruction instruction)
    {
        int width = StringWidth(instruction);
        CheckPort((ushort)_cpu->Rdx, width);
        Repeat(instruction, Register.RDI, width, element =>
        {
            ulong address = StringAddress(Register.ES, element, width, write: true);
            // The page is checked before the port is read: a read may have effects.
            _memory.Locate(address, _memory.CurrentRights | AccessKind.Write);
            Touch((ushort)_cpu->Rdx, width);
            uint value = _ports.Read((ushort)_cpu->Rdx, width);
            _memory.Write(address, new ReadOnlySpan<byte>(&value, width), _memory.CurrentRights);
        });
    }

    public void OutString(in Instruction instruction)
    {
        int width = StringWidth(instruction);
        CheckPort((ushort)_cpu->Rdx, width);
        var segment = instruction.HasSegmentPrefix ? instruction.SegmentPrefix : Register.DS;
        Repeat(instruction, Register.RSI, width, element =>
        {
            ulong address = StringAddress(segment, element, width, write: false);
            uint value = width switch
            {
                1 => _memory.Read<byte>(address, _memory.CurrentRights),
                2 => _memory.Read<ushort>(address, _memory.CurrentRights),
                _ => _memory.Read<uint>(address, _memory.CurrentRights),
            };
            Touch((ushort)_cpu->Rdx, width);
            _ports.Write((ushort)_cpu->Rdx, width, value);
        });
    }

    /// <summary>
    /// Moves elements and keeps the index and count registers right after each one: a fault leaves RIP at the instruction
    /// with the elements before it done.
    /// </summary>
    private void Repeat(in Instruction instruction, Register index, int width, Action<ulong> move)
    {
        ulong mask = AddressMask(instruction);
        ulong step = (_cpu->Rflags & Rflags.DF) != 0 ? (ulong)-width : (ulong)width;
        int number = Operands.Number(index);
        bool repeated = instruction.HasRepPrefix || instruction.HasRepnePrefix;
        ulong count = repeated ? _cpu->Rcx & mask : 1, most = Math.Min(count, MostElements), done = 0;
        while (done < most)
        {
            move(_cpu->Gpr[number] & mask);
            _cpu->Gpr[number] = Merge(_cpu->Gpr[number], _cpu->Gpr[number] + step, mask);
            if (repeated) _cpu->Rcx = Merge(_cpu->Rcx, _cpu->Rcx - 1, mask);
            done++;
            // A debug trap is taken after the element that it was met in.
            if (_cpu->PendingDebug != 0) break;
        }
        if (done == count) Finish(instruction);
    }

    /// <summary>A 16-bit register leaves the rest as it is, a 32-bit one clears it.</summary>
    private static ulong Merge(ulong old, ulong value, ulong mask) => mask == 0xFFFF ? old & ~mask | value & mask : value & mask;

    /// <summary>The implied memory operand's base register has the address size.</summary>
    private static ulong AddressMask(in Instruction instruction)
    {
        var kind = instruction.Op0Kind == OpKind.Register ? instruction.Op1Kind : instruction.Op0Kind;
        return kind switch
        {
            OpKind.MemoryESDI or OpKind.MemorySegSI => 0xFFFF,
            OpKind.MemoryESEDI or OpKind.MemorySegESI => uint.MaxValue,
            _ => ulong.MaxValue,
        };
    }

    private ulong StringAddress(Register segment, ulong offset, int width, bool write)
    {
        if (!Is64Bit) return _operands.Linear(segment, offset, width, write);
        return segment is Register.FS or Register.GS ? _operands.SegmentOf(segment)->Base + offset : offset;
    }

    private static int StringWidth(in Instruction instruction) => instruction.Mnemonic switch
    {
        Mnemonic.Insb or Mnemonic.Outsb => 1,
        Mnemonic.Insw or Mnemonic.Outsw => 2,
        _ => 4,
    };

    private ushort PortOf(in Instruction instruction, int operand) =>
        instruction.GetOpKind(operand) == OpKind.Register ? (ushort)_cpu->Rdx : instruction.Immediate8;

    /// <summary>Tells breakpoints on ports of an access.</summary>
    internal void Touch(ushort port, int width)
    {
        if (_memory.Watchpoints.WatchesPorts) _memory.Watchpoints.TouchPort(port, width);
    }

    /// <summary>Above IOPL, every port's bit in the task's I/O map must be clear; a 16-bit TSS has none.</summary>
    public void CheckPort(ushort port, int width)
    {
        if ((int)_cpu->Cpl <= IoPrivilege) return;
        bool hasMap = ProcessorMode.IsLong(*_cpu) || TaskLayout.Of(_cpu->Tr.Attributes).Is32Bit;
        if (!hasMap || IoMapBaseOffset + 1 > _cpu->Tr.Limit) throw GuestFaultException.GeneralProtection();
        uint at = _memory.Read<ushort>(_cpu->Tr.Base + IoMapBaseOffset, AccessKind.Implicit) + (uint)port / 8;
        if (at + 1 > _cpu->Tr.Limit) throw GuestFaultException.GeneralProtection();
        uint bits = _memory.Read<ushort>(_cpu->Tr.Base + at, AccessKind.Implicit);
        uint wanted = (1u << width) - 1;
        if ((bits >> port % 8 & wanted) != 0) throw GuestFaultException.GeneralProtection();
    }
}
