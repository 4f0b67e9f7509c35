using Hyperweave.Vmm.Host;
using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>One guest instruction that does not transfer control.</summary>
internal sealed partial class Emitter
{
    /// <summary>False where there is no lowering: the interpreter takes the instruction.</summary>
    private bool EmitOne(in Instruction instruction, in Lowering lowering)
    {
        if (lowering.Interpret) return false;
        if (_region.Code.FloatingMode != 0 && FloatingPoint.ExceptionOf(instruction, _region.Code.FloatingMode) is not null) return false;
        if (_region.Code.IsNarrow) return EmitNarrow(instruction);
        switch (InstructionClasses.Of(instruction))
        {
            case InstructionClass.Stack: return EmitStackForm(instruction, lowering);
            case InstructionClass.String: return EmitString(instruction);
            case InstructionClass.InterruptFlag: return EmitFlagForm(instruction);
            case InstructionClass.Operation: return EmitOperation(instruction, lowering);
        }
        if (instruction.Mnemonic is Mnemonic.Nop or Mnemonic.Endbr64 or Mnemonic.Pause) return true;
        if (instruction.Mnemonic == Mnemonic.Lea) return EmitLea(instruction);
        if (SaveArea.IsAccessed(instruction.Mnemonic)) return EmitSaveArea(instruction, lowering);
        if (lowering.Form == AddressForm.Bit) return EmitBitTest(instruction);
        if (NamesStackPointer(instruction)) return EmitStackPointer(instruction, lowering);
        if (instruction.IsVsib64) EmitIndexCheck(instruction);
        return EmitOrdinary(instruction, lowering);
    }

    /// <summary>
    /// The guest's instruction with its operands where they are now. A displaced register is loaded before and stored after;
    /// both are moves between scratch and the context, which cannot fault.
    /// </summary>
    private bool EmitOrdinary(in Instruction instruction, in Lowering lowering)
    {
        if (InstructionClasses.HiddenMemory(instruction, _information.GetInfo(instruction))) return false;
        if (lowering.Form == AddressForm.None && EmitOnHome(instruction)) return true;
        var host = instruction;
        bool hasMemory = lowering.Form != AddressForm.None;
        if (hasMemory)
        {
            var operand = EmitAddress(instruction, lowering);
            HostAssembler.SetMemory(ref host, operand.Base, operand.Index, operand.Scale, operand.Displacement);
        }
        var scratches = new Scratches(lowering.Collapse ? _plan.Biases[lowering.Cache] : T, U);
        ref readonly var information = ref _information.GetInfo(instruction);
        int stores = 0;
        Span<Register> stored = stackalloc Register[2], held = stackalloc Register[2];
        int taken = 0;
        for (int operand = 0; operand < instruction.OpCount; operand++)
        {
            if (instruction.GetOpKind(operand) != OpKind.Register) continue;
            var register = instruction.GetOpRegister(operand);
            if (!_plan.IsDisplaced(register)) continue;
            var full = register.GetFullRegister();
            int known = Index(held[..taken], full);
            if (known < 0)
            {
                known = taken;
                held[taken++] = full;
                if (NeedsLoad(information.GetOpAccess(operand), register) || taken > 1 || Repeats(instruction, operand, full))
                    Load(scratches[known], RegisterPlan.HomeOf(GuestRegisters.Number(full)));
            }
            host.SetOpRegister(operand, Resize(scratches[known], register));
            if (Writes(information.GetOpAccess(operand)) && Index(stored[..stores], full) < 0) stored[stores++] = full;
        }
        if (!assembler.TryEmit(host)) return false;
        for (int index = 0; index < stores; index++)
            Store(RegisterPlan.HomeOf(GuestRegisters.Number(stored[index])), scratches[Index(held[..taken], stored[index])]);
        return true;
    }

    private readonly record struct Scratches(Register First, Register Second)
    {
        internal Register this[int index] => index == 0 ? First : Second;
    }

    private static int Index(Span<Register> registers, Register wanted) => registers.IndexOf(wanted);

    private static bool Repeats(in Instruction instruction, int first, Register full)
    {
        for (int operand = first + 1; operand < instruction.OpCount; operand++)
        {
            if (instruction.GetOpKind(operand) == OpKind.Register && instruction.GetOpRegister(operand).GetFullRegister() == full) return true;
        }
        return false;
    }

    /// <summary>All but a plain write of 32 or 64 bits reads something of the register before.</summary>
    private static bool NeedsLoad(OpAccess access, Register register) => access != OpAccess.Write || register.GetSize() < 4;

    private static bool Writes(OpAccess access) =>
        access is OpAccess.Write or OpAccess.ReadWrite or OpAccess.CondWrite or OpAccess.ReadCondWrite;

    /// <summary>The part of a host register that a guest operand named.</summary>
    private static Register Resize(Register full, Register like)
    {
        int number = GuestRegisters.Number(full);
        return like.GetSize() switch
        {
            8 => full,
            4 => Register.EAX + number,
            2 => Register.AX + number,
            _ => number < 4 ? Register.AL + number : Register.SPL + (number - 4),
        };
    }

    private bool EmitLea(in Instruction instruction)
    {
        var target = instruction.Op0Register;
        if (target.GetFullRegister() == Register.RSP) return target == Register.RSP && EmitLeaStack(instruction);
        if (target.GetSize() == 2) return false;
        bool displaced = _plan.IsDisplaced(target);
        var host = displaced ? Resize(T, target) : target;
        if (instruction.IsIPRelativeMemoryOperand)
            assembler.Emit(Instruction.Create(Code.Mov_r64_imm64, host.GetFullRegister(), GuestRegisters.Truncate(instruction.IPRelativeMemoryAddress, target.GetSize())));
        else
        {
            var form = instruction;
            form.Op0Register = host;
            var first = instruction.MemoryBase == Register.None ? Register.None : HostOf(instruction.MemoryBase, T);
            var index = instruction.MemoryIndex == Register.None ? Register.None : HostOf(instruction.MemoryIndex, first == T ? U : T);
            HostAssembler.SetMemory(ref form, first, index, instruction.MemoryIndexScale, (long)instruction.MemoryDisplacement64);
            if (!assembler.TryEmit(form)) return false;
        }
        if (displaced) Store(RegisterPlan.HomeOf(GuestRegisters.Number(target)), T);
        return true;
    }
}
