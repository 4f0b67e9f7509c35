using Hyperweave.Vmm.Delivery;
using Hyperweave.Vmm.Devices;
using Hyperweave.Vmm.GuestMemory;
using Iced.Intel;

namespace Hyperweave.Vmm.Operations;

/// <summary>
/// Performs instructions whose memory operand is a device register: the moves and the simple arithmetic that drivers and
/// compilers use on one. Others are not supported.
/// </summary>
public sealed unsafe class MemoryAccessor(CpuState* cpu, GuestVirtualMemory memory, MemoryBus bus)
{
    private readonly Operands _operands = new(cpu, memory);

    /// <exception cref="GuestFaultException">The address does not translate for this access.</exception>
    /// <exception cref="UnsupportedGuestException">An instruction that is not known here.</exception>
    public void Execute(in Instruction instruction)
    {
        switch (instruction.Mnemonic)
        {
            case Mnemonic.Mov: Move(instruction); break;
            case Mnemonic.Movzx or Mnemonic.Movsx or Mnemonic.Movsxd: Extend(instruction); break;
            case Mnemonic.Xchg: Exchange(instruction); break;
            case Mnemonic.Stosb or Mnemonic.Stosw or Mnemonic.Stosd or Mnemonic.Stosq: Store(instruction); return;
            case Mnemonic.And or Mnemonic.Or or Mnemonic.Xor or Mnemonic.Test or Mnemonic.Cmp or Mnemonic.Add or Mnemonic.Sub: Combine(instruction); break;
            default: throw new UnsupportedGuestException($"the instruction '{instruction}' on device memory is not supported");
        }
        cpu->Rip = instruction.NextIP;
    }

    private void Move(in Instruction instruction)
    {
        int size = instruction.MemorySize.GetSize();
        if (IsMemory(instruction, 0)) Write(instruction, size, Source(instruction, 1));
        else _operands.WriteRegister(instruction.Op0Register, Read(instruction, 1, size));
    }

    private void Extend(in Instruction instruction)
    {
        int size = instruction.MemorySize.GetSize();
        ulong value = Read(instruction, 1, size);
        if (instruction.Mnemonic != Mnemonic.Movzx) value = (ulong)((long)(value << 64 - 8 * size) >> 64 - 8 * size);
        _operands.WriteRegister(instruction.Op0Register, value);
    }

    private void Exchange(in Instruction instruction)
    {
        int size = instruction.MemorySize.GetSize(), register = IsMemory(instruction, 0) ? 1 : 0;
        ulong old = Read(instruction, 1 - register, size);
        Write(instruction, size, _operands.ReadRegister(instruction.GetOpRegister(register)));
        _operands.WriteRegister(instruction.GetOpRegister(register), old);
    }

    /// <summary>One element of STOS; with REP the guest comes back to the instruction for the next.</summary>
    private void Store(in Instruction instruction)
    {
        int size = instruction.MemorySize.GetSize();
        bool repeated = instruction.HasRepPrefix || instruction.HasRepnePrefix;
        if (!repeated || cpu->Rcx != 0)
        {
            Write(instruction, size, cpu->Rax);
            cpu->Rdi += (cpu->Rflags & Rflags.DF) != 0 ? (ulong)-size : (ulong)size;
            if (repeated) cpu->Rcx--;
        }
        if (!repeated || cpu->Rcx == 0) cpu->Rip = instruction.NextIP;
    }

    private void Combine(in Instruction instruction)
    {
        int size = instruction.MemorySize.GetSize();
        ulong left = Value(instruction, 0, size), right = Value(instruction, 1, size);
        ulong result = Arithmetic.Compute(instruction.Mnemonic, left, right, size, ref cpu->Rflags);
        if (instruction.Mnemonic is Mnemonic.Test or Mnemonic.Cmp) return;
        if (IsMemory(instruction, 0)) Write(instruction, size, result);
        else _operands.WriteRegister(instruction.Op0Register, result);
    }

    private ulong Value(in Instruction instruction, int operand, int size)
    {
        ulong value = IsMemory(instruction, operand) ? Read(instruction, operand, size) : Source(instruction, operand);
        return value & ulong.MaxValue >> 64 - 8 * size;
    }

    private ulong Source(in Instruction instruction, int operand) => instruction.GetOpKind(operand) == OpKind.Register
        ? _operands.ReadRegister(instruction.GetOpRegister(operand))
        : instruction.GetImmediate(operand);

    private static bool IsMemory(in Instruction instruction, int operand) =>
        instruction.GetOpKind(operand) is not (OpKind.Register or OpKind.Immediate8 or OpKind.Immediate16 or OpKind.Immediate32
            or OpKind.Immediate64 or OpKind.Immediate8to16 or OpKind.Immediate8to32 or OpKind.Immediate8to64 or OpKind.Immediate32to64);

    private ulong Read(in Instruction instruction, int operand, int size)
    {
        ulong address = _operands.Address(instruction, operand);
        memory.Observe(address, size, memory.CurrentRights, isWrite: false);
        return bus.Read(memory.Locate(address, memory.CurrentRights), size);
    }

    private void Write(in Instruction instruction, int size, ulong value)
    {
        ulong address = _operands.Address(instruction, IsMemory(instruction, 0) ? 0 : 1);
        memory.Observe(address, size, memory.CurrentRights, isWrite: true);
        bus.Write(memory.Locate(address, memory.CurrentRights | AccessKind.Write), size, value);
    }
}
