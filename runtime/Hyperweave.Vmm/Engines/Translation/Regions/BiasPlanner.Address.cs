using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>The form of one address, and the key that it is looked up by.</summary>
internal sealed partial class BiasPlanner
{
    internal static bool FitsDisplacement(in Instruction instruction) => (long)ConstantAddress(instruction) == (int)ConstantAddress(instruction);

    internal static ulong ConstantAddress(in Instruction instruction) =>
        instruction.IsIPRelativeMemoryOperand ? instruction.IPRelativeMemoryAddress : instruction.MemoryDisplacement64;

    /// <summary>The register of an address that is not the pointer, and its scale.</summary>
    internal static Register Rest(in Instruction instruction, byte pointer, out int scale)
    {
        bool baseIsPointer = instruction.MemoryBase.IsGPR() && GuestRegisters.Number(instruction.MemoryBase) == pointer;
        scale = baseIsPointer ? instruction.MemoryIndexScale : 1;
        return baseIsPointer ? instruction.MemoryIndex : instruction.MemoryBase;
    }

    private void Address(in Instruction instruction, ushort zero, ref Lowering lowering, ref BiasState state)
    {
        if (isSoft && !IsOnStack(instruction, zero))
        {
            // The address takes the one scratch register, so that a displaced operand finds the other free.
            (lowering.Form, lowering.Collapse) = (AddressForm.Page, true);
            return;
        }
        if (instruction.MemorySegment is Register.FS or Register.GS)
        {
            lowering.Form = AddressForm.Segment;
            lowering.Lookup = true;
            state.Clear(lowering.Cache = 0);
            return;
        }
        bool relative = instruction.IsIPRelativeMemoryOperand;
        // A gather's index is a vector: see Emitter.Gathers.
        var (first, index, scale) = relative ? (Register.None, Register.None, 1) : instruction.IsVsib ? (instruction.MemoryBase, Register.None, 1)
            : (instruction.MemoryBase, instruction.MemoryIndex, instruction.MemoryIndexScale);
        if (first == Register.None && index != Register.None && scale == 1) (first, index) = (index, Register.None);
        lowering.Own = first == Register.None ? BiasKey.NoRegister : (byte)GuestRegisters.Number(first);
        bool narrowIndex = index != Register.None && IsNarrow(index, zero);
        if (IsOnStack(instruction, zero))
        {
            lowering.Form = AddressForm.Stack;
            return;
        }
        int anchor = BiasKey.AnchorOf((long)instruction.MemoryDisplacement64);
        if (!relative && anchor != 0 && (first != Register.None || index != Register.None))
        {
            AnchoredAddress(first, index, scale, anchor, zero, ref lowering, ref state);
            return;
        }
        if (!relative && !instruction.IsVsib && ConstantPart(instruction, first, index, scale, zero, ref lowering, ref state)) return;
        var array = narrowIndex ? BiasKey.None : ArrayOf(first, index, scale, state);
        if (!array.IsNone)
        {
            lowering.Form = AddressForm.Pointer;
            lowering.Own = array.Base;
            Use(array, ref lowering, ref state);
            return;
        }
        var pointer = instruction.IsVsib ? Register.None : PointerOf(first, index, scale, zero, narrowIndex);
        if (pointer != Register.None)
        {
            var held = lowering;
            var key = KeyFor(pointer, isPointer: true, instruction, state, ref held);
            if (index != Register.None || state.Find(key) >= 0)
            {
                lowering = held;
                lowering.Form = AddressForm.Pointer;
                Use(key, ref lowering, ref state);
                return;
            }
        }
        if (first == Register.None && index == Register.None)
        {
            lowering.Form = AddressForm.Constant;
            Use(BiasKey.OfSlot(BiasTable.SlotOf(ConstantAddress(instruction))), ref lowering, ref state);
            return;
        }
        lowering.Form = index == Register.None ? AddressForm.Base : AddressForm.Sum;
        Use(index == Register.None ? KeyFor(first, isPointer: false, instruction, state, ref lowering) : KeyOf(first, index, scale), ref lowering, ref state);
        lowering.Speculate = lowering.Lookup && index == Register.None && _loop is not null && lowering.Key.Base == lowering.Own && (_chased >> GuestRegisters.Number(first) & 1) != 0;
    }

    /// <summary>From here on a constant is taken for a place in memory, which the other register may be an offset to; below, for an offset.</summary>
    private const int LeastTable = 1 << 16;

    /// <summary>One of the address's registers holds a known constant: the slot is known, or the other register is the address's base.</summary>
    private bool ConstantPart(in Instruction instruction, Register first, Register index, int scale, ushort zero, ref Lowering lowering, ref BiasState state)
    {
        if (scale == 1 && index != Register.None && first != Register.None && OriginOf(index).IsConstant) (first, index) = (index, first);
        if (first == Register.None || !OriginOf(first).IsConstant || index == Register.RSP) return false;
        int constant = OriginOf(first).Offset;
        long address = constant + (long)instruction.MemoryDisplacement64;
        if (address is < 0 or > int.MaxValue) return false;
        bool isNarrow = index == Register.None || IsNarrow(index, zero);
        if (!isNarrow && scale != 1) return false;
        lowering.Own = (byte)GuestRegisters.Number(index == Register.None ? first : index);
        lowering.Form = index != Register.None && isNarrow ? AddressForm.Table : AddressForm.Base;
        if (index != Register.None) lowering.Offset = constant;
        Use(isNarrow ? BiasKey.OfSlot(BiasTable.SlotOf((ulong)address)) : KeyOf(index, Register.None, 1) with { Anchor = constant < LeastTable ? 0 : constant }, ref lowering, ref state);
        return true;

        Origin OriginOf(Register register) => _origins.Of(GuestRegisters.Number(register));
    }

    /// <summary>
    /// What a register's bias is best held by: the register itself, or the one that it was made from, where that is at hand, or stays round
    /// the loop while this one does not.
    /// </summary>
    private BiasKey KeyFor(Register register, bool isPointer, in Instruction instruction, in BiasState state, ref Lowering lowering)
    {
        lowering.Own = (byte)GuestRegisters.Number(register);
        var origin = _origins.Of(lowering.Own);
        var (own, root) = (Key(lowering.Own), Key(origin.Root & 15));
        // The host pointer to the one is that to the other only where the distance is known, and fits.
        bool isOutOfReach = isPointer && (origin.Slack != 0 || (long)instruction.MemoryDisplacement64 + origin.Offset is < int.MinValue or > int.MaxValue);
        if (!origin.IsKnown || origin.Root == BiasKey.NoRegister || state.Find(own) >= 0 || isOutOfReach) return own;
        int held = state.Find(root);
        bool serves = held >= 0 ? state.Drift(held) + origin.Reach <= BiasState.MostReach : _loop is { } loop && loop.Carries(root) && !loop.Carries(own);
        if (!serves) return own;
        lowering.Offset = origin.Offset;
        return root;

        BiasKey Key(int number) => isPointer ? BiasKey.PointerOf(number) : KeyOf(Register.RAX + number, Register.None, 1);
    }

    /// <summary>How far the operand's register may be from the one that its key names: bytes.</summary>
    private long DistanceOf(in Lowering lowering) => lowering.Key.Base == BiasKey.NoRegister ? 0
        : lowering.Key.Base == lowering.Own ? Math.Abs((long)lowering.Offset) : _origins.Of(lowering.Own).Reach;

    /// <summary>[RSP + displacement], perhaps with an index that cannot lead out of the stack's window and guard.</summary>
    private bool IsOnStack(in Instruction instruction, ushort zero) => instruction.MemoryBase == Register.RSP
        && instruction.MemorySegment is not (Register.FS or Register.GS)
        && (instruction.MemoryIndex == Register.None || (IsNarrow(instruction.MemoryIndex, zero) && !plan.IsDisplaced(instruction.MemoryIndex)));

    /// <summary>
    /// An index of 64 bits that moves by small steps, in a loop that leaves the base alone; either register may be the base where the index
    /// is not scaled. None where that is not so.
    /// </summary>
    private BiasKey ArrayOf(Register first, Register index, int scale, in BiasState state)
    {
        if (first is Register.None or Register.RSP || !index.IsGPR64() || first == index) return BiasKey.None;
        var array = BiasKey.ArrayOf(GuestRegisters.Number(first), GuestRegisters.Number(index), scale);
        if (state.Find(array) >= 0 || _loop?.Carries(array) == true) return array;
        if (scale != 1) return BiasKey.None;
        array = BiasKey.ArrayOf(GuestRegisters.Number(index), GuestRegisters.Number(first), scale);
        return state.Find(array) >= 0 || _loop?.Carries(array) == true ? array : BiasKey.None;
    }

    /// <summary>
    /// The instruction reads or writes its operand whatever happens, or faults. Not so where a mask has a say, which the decoder does not
    /// say of VMASKMOV and VPMASKMOV (Intel SDM 2C), where an area's header has, and where an address is a hint.
    /// </summary>
    private bool IsCertain(in Instruction instruction)
    {
        bool mayLeaveOut = instruction.IsVsib || instruction.HasOpMask || instruction.Mnemonic is Mnemonic.Vmaskmovps or Mnemonic.Vmaskmovpd
            or Mnemonic.Vpmaskmovd or Mnemonic.Vpmaskmovq or Mnemonic.Clflush or Mnemonic.Clflushopt or Mnemonic.Clwb or Mnemonic.Cldemote;
        if (mayLeaveOut || instruction.MemorySize.GetSize() is < 1 or > LargestPaged) return false;
        ref readonly var information = ref _information.GetInfo(instruction);
        for (int operand = 0; operand < instruction.OpCount; operand++)
        {
            if (instruction.GetOpKind(operand) == OpKind.Memory) return information.GetOpAccess(operand) is OpAccess.Read or OpAccess.Write or OpAccess.ReadWrite;
        }
        return false;
    }

    /// <summary>A constant and registers: where the registers are all below 2^32, the slot is the constant's.</summary>
    private void AnchoredAddress(Register first, Register index, int scale, int anchor, ushort zero, ref Lowering lowering, ref BiasState state)
    {
        bool narrow = (first == Register.None || IsNarrow(first, zero)) && (index == Register.None || IsNarrow(index, zero));
        lowering.Form = index == Register.None ? AddressForm.Base : AddressForm.Sum;
        Use(narrow ? BiasKey.OfSlot(BiasTable.SlotOf((ulong)anchor)) : KeyOf(first, index, scale) with { Anchor = anchor }, ref lowering, ref state);
    }

    private static bool IsNarrow(Register register, ushort zero) => (zero >> GuestRegisters.Number(register) & 1) != 0;

    /// <summary>
    /// Which of the address's registers is the pointer, if the rest is known to be below 2^32 and so cannot lead out of the
    /// pointer's window and guard; None where that is not known.
    /// </summary>
    private static Register PointerOf(Register first, Register index, int scale, ushort zero, bool narrowIndex)
    {
        if (first is Register.None or Register.RSP) return Register.None;
        if (index == Register.None) return first;
        if (narrowIndex) return first;
        return scale == 1 && IsNarrow(first, zero) ? index : Register.None;
    }

    private static BiasKey KeyOf(Register first, Register index, int scale) => new(
        first == Register.None ? BiasKey.NoRegister : (byte)GuestRegisters.Number(first),
        index == Register.None ? BiasKey.NoRegister : (byte)GuestRegisters.Number(index),
        index == Register.None ? (byte)0 : (byte)scale, -1);

    private void Use(in BiasKey key, ref Lowering lowering, ref BiasState state)
    {
        lowering.Key = key;
        int cache = state.Find(key);
        int plain = cache < 0 && key is { IsPointer: true, Index: BiasKey.NoRegister } ? state.Find(key with { IsPointer = false }) : -1;
        if (plain >= 0)
        {
            state.Become(cache = plain, key);
            lowering.Convert = true;
        }
        lowering.Lookup = cache < 0;
        if (cache < 0)
        {
            cache = plan.Biases.Length == 1 ? 0 : state.Key0.IsNone ? 0 : state.Key1.IsNone ? 1 : state.Next;
            state.Set(cache, key);
        }
        else state.Next = 1 - cache;
        lowering.Cache = (byte)cache;
    }
}
