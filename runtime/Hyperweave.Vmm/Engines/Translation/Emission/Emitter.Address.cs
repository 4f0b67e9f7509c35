using Hyperweave.Vmm.Host;
using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>Host addresses of memory operands.</summary>
internal sealed partial class Emitter
{
    /// <summary>What stands in the place of a guest's memory operand.</summary>
    private readonly record struct HostOperand(Register Base, Register Index, long Displacement, int Scale = 1)
    {
        internal MemoryOperand Memory => HostAssembler.At(Base, Index, Scale, Displacement);
    }

    /// <summary>Emits what forms the address, and says what the operand becomes.</summary>
    private HostOperand EmitAddress(in Instruction instruction, in Lowering lowering)
    {
        var bias = _plan.Biases[lowering.Cache];
        long displacement = (long)instruction.MemoryDisplacement64;
        HostOperand operand;
        switch (lowering.Form)
        {
            case AddressForm.Page: return EmitPaged(instruction);
            case AddressForm.Stack: return new HostOperand(Register.RSP, instruction.MemoryIndex, displacement, instruction.MemoryIndexScale);
            case AddressForm.Pointer: operand = EmitPointer(instruction, lowering, bias); break;
            case AddressForm.Table: operand = EmitTable(instruction, lowering, bias); break;
            case AddressForm.Constant: operand = EmitConstant(instruction, lowering, bias); break;
            case AddressForm.Segment: operand = EmitSegment(instruction, bias); break;
            case AddressForm.Base:
                var guest = Register.RAX + lowering.Own;
                bool isOther = lowering.Lookup && lowering.Key.Base != BiasKey.NoRegister && lowering.Key.Base != GuestRegisters.Number(guest);
                if (isOther) EmitLookup(lowering.Key, bias);
                var register = HostOf(guest, T);
                if (lowering.Lookup && !isOther) EmitKeyed(lowering.Key, bias, register, lowering.Speculate);
                operand = new HostOperand(register, bias, displacement + (lowering.Key.Base == lowering.Own ? lowering.Offset : 0));
                break;
            default:
                EmitSum(instruction, lowering, bias);
                operand = new HostOperand(T, bias, displacement);
                break;
        }
        if (!lowering.Collapse && !instruction.IsVsib) return operand;
        Lea(T, operand.Base, operand.Index, operand.Scale, operand.Displacement);
        return instruction.IsVsib ? new HostOperand(T, instruction.MemoryIndex, 0, instruction.MemoryIndexScale) : new HostOperand(T, Register.None, 0);
    }

    private HostOperand EmitPointer(in Instruction instruction, in Lowering lowering, Register pointer)
    {
        if (lowering.Lookup) EmitLookup(lowering.Key, pointer);
        if (lowering.Convert) Lea(pointer, HostOf(Register.RAX + lowering.Key.Base, T), pointer);
        var rest = BiasPlanner.Rest(instruction, lowering.Own, out int scale);
        var index = rest == Register.None ? Register.None : HostOf(rest, T);
        return new HostOperand(pointer, index, (long)instruction.MemoryDisplacement64 + lowering.Offset, scale);
    }

    private HostOperand EmitTable(in Instruction instruction, in Lowering lowering, Register bias)
    {
        if (lowering.Lookup) EmitLookup(lowering.Key, bias);
        var index = Register.RAX + lowering.Own;
        int scale = instruction.MemoryIndex == index ? instruction.MemoryIndexScale : 1;
        return new HostOperand(bias, HostOf(index, T), (long)instruction.MemoryDisplacement64 + lowering.Offset, scale);
    }

    private HostOperand EmitConstant(in Instruction instruction, in Lowering lowering, Register bias)
    {
        ulong address = BiasPlanner.ConstantAddress(instruction);
        if (lowering.Lookup) EmitLookup(lowering.Key, bias);
        if (BiasPlanner.FitsDisplacement(instruction)) return new HostOperand(bias, Register.None, (long)address);
        assembler.Emit(Instruction.Create(Code.Mov_r64_imm64, T, address));
        return new HostOperand(T, bias, 0);
    }

    /// <summary>FS and GS: the sum with the segment's base is an address of its own.</summary>
    private HostOperand EmitSegment(in Instruction instruction, Register bias)
    {
        int place = instruction.MemorySegment == Register.FS ? SegmentBase.Fs : SegmentBase.Gs;
        if (instruction.IsIPRelativeMemoryOperand || (instruction.MemoryBase == Register.None && instruction.MemoryIndex == Register.None))
            assembler.Emit(Instruction.Create(Code.Mov_r64_imm64, T, BiasPlanner.ConstantAddress(instruction)));
        else
        {
            EmitAddressSum(instruction.MemoryBase, instruction.MemoryIndex, instruction.MemoryIndexScale, bias);
            Lea(T, T, displacement: (long)instruction.MemoryDisplacement64);
        }
        Load(bias, place);
        Lea(T, T, bias);
        EmitBias(bias, T, speculate: false);
        return new HostOperand(T, bias, 0);
    }

    private void EmitSum(in Instruction instruction, in Lowering lowering, Register bias)
    {
        var (first, index, scale) = (instruction.MemoryBase, instruction.MemoryIndex, instruction.MemoryIndexScale);
        // Two registers of the address are not in their places: the bias register is lent, and looked up after all.
        bool lent = first != Register.None && (first == Register.RSP || _plan.IsDisplaced(first)) && _plan.IsDisplaced(index) && first != index;
        EmitAddressSum(first, index, scale, bias);
        if (lowering.Lookup || lent) EmitKeyed(lowering.Key, bias, T, speculate: false);
    }

    /// <summary>The bias for a key whose registers add up to what <paramref name="sum"/> holds.</summary>
    private void EmitKeyed(in BiasKey key, Register bias, Register sum, bool speculate)
    {
        if (key.IsSlot)
        {
            Load(bias, _region.Code.BiasTable + key.Slot * 8);
            return;
        }
        if (key.Anchor != 0) Lea(bias, sum, displacement: key.Anchor);
        EmitBias(bias, key.Anchor != 0 ? bias : sum, speculate);
    }

    /// <summary>T = base + index × scale, of guest values; the spare register serves where both are displaced.</summary>
    private void EmitAddressSum(Register first, Register index, int scale, Register spare)
    {
        var hostFirst = first == Register.None ? Register.None : HostOf(first, T);
        if (index == Register.None)
        {
            if (hostFirst != T) Move(T, hostFirst);
            return;
        }
        var hostIndex = HostOf(index, hostFirst == T && first != index ? spare : T);
        Lea(T, hostFirst, hostIndex, scale);
    }

    /// <summary>The register that holds a guest register's value: its own, or scratch loaded with it.</summary>
    private Register HostOf(Register guest, Register scratch)
    {
        if (guest == Register.RSP)
        {
            Load(scratch, ContextLayout.NegatedStackBias);
            Lea(scratch, Register.RSP, scratch);
            return scratch;
        }
        if (!_plan.IsDisplaced(guest)) return guest;
        Load(scratch, RegisterPlan.HomeOf(GuestRegisters.Number(guest)));
        return scratch;
    }

    /// <summary>bias = table[address >> 39].</summary>
    private void EmitBias(Register bias, Register address, bool speculate)
    {
        if (speculate && address != T)
        {
            EmitSpeculated(bias, address);
            return;
        }
        assembler.Emit(Instruction.Create(Code.VEX_Pext_r64_r64_rm64, bias, address, HostAssembler.Context(ContextLayout.IndexMask)));
        assembler.Emit(Instruction.Create(Code.Mov_r64_rm64, bias, HostAssembler.ContextTable(bias, _region.Code.BiasTable)));
    }

    /// <summary>
    /// Takes the bias of the guessed slot, and checks the guess beside the chain of loads instead of within it: the processor
    /// predicts the check, so that a chased pointer costs its own load only.
    /// </summary>
    private void EmitSpeculated(Register bias, Register address)
    {
        var (right, done) = (assembler.NewLabel(), assembler.NewLabel());
        int guessed = (int)_hints.SlotOf(address);
        Move(T, Register.RCX);
        assembler.Emit(Instruction.Create(Code.VEX_Pext_r64_r64_rm64, Register.RCX, address, HostAssembler.Context(ContextLayout.IndexMask)));
        if (guessed != 0) Lea(Register.RCX, Register.RCX, displacement: -guessed);
        assembler.JumpIfRcxZero(right);
        assembler.Emit(Instruction.Create(Code.Mov_r64_rm64, bias,
            HostAssembler.ContextTable(Register.RCX, _region.Code.BiasTable + guessed * 8)));
        Move(Register.RCX, T);
        assembler.Jump(done);
        assembler.Bind(right);
        Load(bias, _region.Code.BiasTable + guessed * 8);
        Move(Register.RCX, T);
        assembler.Bind(done);
    }

    /// <summary>Looks a bias up for a key, on an edge or before a sum; uses T.</summary>
    private void EmitLookup(in BiasKey key, Register bias)
    {
        if (key.IsSlot)
        {
            Load(bias, _region.Code.BiasTable + key.Slot * 8);
            return;
        }
        var first = key.Base == BiasKey.NoRegister ? Register.None : Register.RAX + key.Base;
        if (key.Index == BiasKey.NoRegister)
        {
            var register = HostOf(first, T);
            EmitKeyed(key, bias, register, speculate: false);
            if (key.IsPointer) Lea(bias, register, bias);
            return;
        }
        EmitAddressSum(first, Register.RAX + key.Index, key.Scale, bias);
        EmitKeyed(key, bias, T, speculate: false);
        if (key.IsPointer) Lea(bias, HostOf(first, T), bias);
    }
}

/// <summary>Where the context keeps the bases of FS and GS.</summary>
internal static class SegmentBase
{
    internal const int Fs = PrivilegeStubs.Fs, Gs = PrivilegeStubs.Gs;

    /// <summary>Where the selector of ES, CS, SS, DS, FS or GS stands.</summary>
    internal static int SelectorOf(Register register) => PrivilegeStubs.Es + SegmentField.Bytes * (register - Register.ES) + SegmentField.Selector;
}
