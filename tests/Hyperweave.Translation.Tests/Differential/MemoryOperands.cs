using Hyperweave.Vmm.Engines.Translation;
using Iced.Intel;

namespace Hyperweave.Translation.Tests.Differential;

/// <summary>
/// Gives memory operands their addresses: through registers whose values are known to lie near, else through a register that
/// an added MOV sets. What is known follows from the initial state and from those MOVs.
/// </summary>
internal sealed class MemoryOperands
{
    private readonly Random _random;
    private readonly Dictionary<Register, ulong> _known = [];
    private readonly InstructionInfoFactory _information = new();

    internal MemoryOperands(Random random, ulong[] registers)
    {
        _random = random;
        for (int number = 0; number < 16; number++) _known[Register.RAX + number] = registers[number];
    }

    /// <summary>Sets the address of the instruction's operand.</summary>
    /// <returns>The MOVs that must come before it.</returns>
    internal List<Instruction> Place(ref Instruction instruction)
    {
        var before = new List<Instruction>();
        int size = Math.Max(1, instruction.MemorySize.GetSize());
        if (instruction.Mnemonic == Mnemonic.Xlatb) PlaceTable(ref instruction, before);
        else if (VectorIndex(instruction.Code) is { } index) PlaceGather(ref instruction, index, before);
        else if (SaveArea.IsAccessed(instruction.Mnemonic)) PlaceSaveArea(ref instruction, before);
        else if (IsBitTest(instruction)) PlaceBits(ref instruction, size, before);
        else if (HasOperand(instruction)) PlaceOperand(ref instruction, Arena.Target(_random, size), before);
        if (instruction.IsStringInstruction || instruction.Mnemonic is Mnemonic.Maskmovdqu or Mnemonic.Vmaskmovdqu) PlacePointers(ref instruction, size, before);
        return before;
    }

    /// <summary>To be told of every instruction in order: what it writes is not known any more.</summary>
    internal void Executed(in Instruction instruction)
    {
        foreach (var used in _information.GetInfo(instruction).GetUsedRegisters())
        {
            if (used.Access is not (OpAccess.Read or OpAccess.CondRead)) _known.Remove(used.Register.GetFullRegister());
        }
        if (instruction.Code == Code.Mov_r64_imm64) _known[instruction.Op0Register] = instruction.Immediate64;
    }

    private static bool HasOperand(in Instruction instruction)
    {
        for (int operand = 0; operand < instruction.OpCount; operand++)
        {
            if (instruction.GetOpKind(operand) == OpKind.Memory) return true;
        }
        return false;
    }

    private void PlaceOperand(ref Instruction instruction, ulong target, List<Instruction> before)
    {
        if (IsAbsolute(instruction.Code)) SetMemory(ref instruction, Register.None, Register.None, 1, target);
        else if (_random.Next(16) == 0 && (long)(target - Arena.Code) is > -1 << 20 and < 1 << 20) SetMemory(ref instruction, Register.RIP, Register.None, 1, target);
        else if (_random.Next(2) == 0 && Near(target) is { } pointer) SetMemory(ref instruction, pointer, Register.None, 1, target - _known[pointer]);
        else if (_random.Next(6) == 0) PlaceNarrow(ref instruction, Arena.ToLow(target), before);
        else PlaceByMove(ref instruction, target, before);
    }

    /// <summary>Gathers and scatters have a vector for their index.</summary>
    private static Register? VectorIndex(Code code)
    {
        var form = code.ToOpCode();
        for (int operand = 0; operand < form.OpCount; operand++)
        {
            switch (form.GetOpKind(operand))
            {
                case OpCodeOperandKind.mem_vsib32x or OpCodeOperandKind.mem_vsib64x: return Register.XMM9;
                case OpCodeOperandKind.mem_vsib32y or OpCodeOperandKind.mem_vsib64y: return Register.YMM9;
                case OpCodeOperandKind.mem_vsib32z or OpCodeOperandKind.mem_vsib64z: return Register.ZMM9;
            }
        }
        return null;
    }

    /// <summary>Three registers, all different; small indices mostly, or nearly all elements would be in holes.</summary>
    private void PlaceGather(ref Instruction instruction, Register first, List<Instruction> before)
    {
        bool isMasked = instruction.OpCount > 2 && instruction.GetOpKind(2) == OpKind.Register;
        int target = Math.Max(0, instruction.GetOpRegister(instruction.Op0Kind == OpKind.Register ? 0 : 1).GetFullRegister() - Register.ZMM0);
        if (isMasked) instruction.Op2Register = instruction.Op2Register - instruction.Op2Register.GetFullRegister() + Register.ZMM0 + (target + 1) % 16;
        var index = first - first.GetFullRegister() + Register.ZMM0 + (target + 2 + _random.Next(14)) % 16;
        bool isWide = instruction.Mnemonic is Mnemonic.Vgatherqps or Mnemonic.Vgatherqpd or Mnemonic.Vpgatherqd or Mnemonic.Vpgatherqq;
        if (isMasked && _random.Next(8) != 0)
        {
            int kept = _random.Next(4, 13);
            before.Add(index.IsYMM()
                ? Instruction.Create(isWide ? Code.VEX_Vpsrlq_ymm_ymm_imm8 : Code.VEX_Vpsrld_ymm_ymm_imm8, index, index, (isWide ? 64 : 32) - kept)
                : Instruction.Create(isWide ? Code.VEX_Vpsrlq_xmm_xmm_imm8 : Code.VEX_Vpsrld_xmm_xmm_imm8, index, index, (isWide ? 64 : 32) - kept));
        }
        var pointer = Pointer();
        before.Add(Instruction.Create(Code.Mov_r64_imm64, pointer, Arena.Target(_random, 8)));
        SetMemory(ref instruction, pointer, index, 1 << _random.Next(4), (ulong)_random.Next(-64, 64));
    }

    /// <summary>
    /// Without the x87, of whose image a part is the host's address, and without what the guest has not: in EDX:EAX are SSE and AVX.
    /// A header that XRSTOR takes, for the most part, in one form or the other.
    /// </summary>
    private void PlaceSaveArea(ref Instruction instruction, List<Instruction> before)
    {
        ulong target = Arena.Target(_random, 832);
        if (_random.Next(8) != 0) target &= ~63UL;
        var pointer = _random.Next(2) == 0 ? Register.R12 : Register.RSI;
        before.Add(Instruction.Create(Code.Mov_r64_imm64, pointer, target));
        for (int word = 0; word < 8 && SaveArea.IsRestored(instruction.Mnemonic) && _random.Next(24) != 0; word++)
        {
            int value = word == 0 ? _random.Next(_random.Next(8) == 0 ? 16 : 8) : 0;
            before.Add(Instruction.Create(Code.Mov_rm64_imm32, new MemoryOperand(pointer, 512 + word * 8), value));
        }
        if (SaveArea.IsRestored(instruction.Mnemonic) && _random.Next(3) == 0)
        {
            before.Add(Instruction.Create(Code.Mov_r64_imm64, Register.RAX, 1UL << 63 | (uint)_random.Next(_random.Next(4) == 0 ? 16 : 8)));
            before.Add(Instruction.Create(Code.Mov_rm64_r64, new MemoryOperand(pointer, 520), Register.RAX));
        }
        if (SaveArea.IsRestored(instruction.Mnemonic)) before.Add(Instruction.Create(Code.Mov_rm32_imm32, new MemoryOperand(pointer, 24), _random.Next(8) == 0 ? -1 : _random.Next(0x10000)));
        before.Add(Instruction.Create(Code.Mov_r64_imm64, Register.RAX, (ulong)_random.Next(4) << 1));
        before.Add(Instruction.Create(Code.Mov_r64_imm64, Register.RDX, 0UL));
        SetMemory(ref instruction, pointer, Register.None, 1, 0);
    }

    /// <summary>The bit's number is in a register, and leads away from the operand.</summary>
    private static bool IsBitTest(in Instruction instruction) => instruction.Mnemonic is Mnemonic.Bt or Mnemonic.Bts or Mnemonic.Btr or Mnemonic.Btc
        && instruction.Op0Kind == OpKind.Memory && instruction.Op1Kind == OpKind.Register;

    /// <summary>The bit is in the arena; the operand may be anywhere, as the bit's number may be any.</summary>
    private void PlaceBits(ref Instruction instruction, int size, List<Instruction> before)
    {
        var number = instruction.Op1Register.GetFullRegister();
        long bits = _random.Next(3) switch { 0 => _random.Next(-1 << 12, 1 << 12), 1 => _random.Next(int.MinValue, int.MaxValue), _ => _random.NextInt64(long.MinValue, long.MaxValue) };
        long read = size switch { 2 => (short)bits, 4 => (int)bits, _ => bits };
        ulong target = Arena.Target(_random, size) - (ulong)(read >> int.Log2(size * 8)) * (ulong)size;
        before.Add(Instruction.Create(Code.Mov_r64_imm64, number, (ulong)bits));
        _known.Remove(number);
        do
        {
            before.RemoveRange(1, before.Count - 1);
            PlaceOperand(ref instruction, target, before);
        }
        while (instruction.MemoryBase.GetFullRegister() == number);
    }

    private static bool IsAbsolute(Code code) => code is >= Code.Mov_AL_moffs8 and <= Code.Mov_moffs64_RAX;

    private Register? Near(ulong target)
    {
        var near = _known.Where(pair => (long)(target - pair.Value) is > int.MinValue and < int.MaxValue).Select(pair => pair.Key).ToArray();
        return near.Length == 0 ? null : near[_random.Next(near.Length)];
    }

    private void PlaceByMove(ref Instruction instruction, ulong target, List<Instruction> before)
    {
        var pointer = Pointer();
        var index = Register.None;
        int scale = 1 << _random.Next(4);
        long displacement = _random.Next(3) switch { 0 => 0, 1 => _random.Next(-128, 128), _ => _random.Next(-1 << 20, 1 << 20) };
        ulong offset = 0;
        if (_random.Next(3) == 0 && _known.Keys.Where(register => register != pointer && register != Register.RSP).ToArray() is { Length: > 0 } indexes)
        {
            index = indexes[_random.Next(indexes.Length)];
            offset = _known[index] * (ulong)scale;
        }
        before.Add(Instruction.Create(Code.Mov_r64_imm64, pointer, target - (ulong)displacement - offset));
        SetMemory(ref instruction, pointer, index, index == Register.None ? 1 : scale, (ulong)displacement);
    }

    /// <summary>An address of 32 bits, in a register whose upper half must not count.</summary>
    private void PlaceNarrow(ref Instruction instruction, ulong target, List<Instruction> before)
    {
        var pointer = Pointer();
        int displacement = _random.Next(2) == 0 ? 0 : _random.Next(-1 << 20, 1 << 20);
        before.Add(Instruction.Create(Code.Mov_r64_imm64, pointer, (ulong)_random.Next() << 32 | (uint)((long)target - displacement)));
        SetMemory(ref instruction, pointer - Register.RAX + Register.EAX, Register.None, 1, (ulong)displacement);
        if (instruction.MemoryDisplSize == 8) instruction.MemoryDisplSize = 4;
    }

    private Register Pointer()
    {
        var pointer = Register.RAX + _random.Next(16);
        return pointer == Register.RSP ? Register.R12 : pointer;
    }

    private void PlaceTable(ref Instruction instruction, List<Instruction> before)
    {
        before.Add(Instruction.Create(Code.Mov_r64_imm64, Register.RBX, Arena.Target(_random, 1) - (ulong)_random.Next(256)));
        SetMemory(ref instruction, Register.RBX, Register.AL, 1, 0);
    }

    private void PlacePointers(ref Instruction instruction, int size, List<Instruction> before)
    {
        bool isNarrow = _random.Next(8) == 0;
        for (int operand = 0; isNarrow && operand < instruction.OpCount; operand++)
        {
            if (instruction.GetOpKind(operand) == OpKind.MemorySegRSI) instruction.SetOpKind(operand, OpKind.MemorySegESI);
            if (instruction.GetOpKind(operand) == OpKind.MemoryESRDI) instruction.SetOpKind(operand, OpKind.MemoryESEDI);
        }
        foreach (var used in _information.GetInfo(instruction).GetUsedMemory())
        {
            ulong target = Arena.Target(_random, size);
            if (used.Base is Register.RSI or Register.RDI) before.Add(Instruction.Create(Code.Mov_r64_imm64, used.Base, target));
            if (used.Base is Register.ESI or Register.EDI) before.Add(Instruction.Create(Code.Mov_r64_imm64, used.Base.GetFullRegister(), Arena.ToLow(target)));
        }
        if (instruction.HasRepPrefix || instruction.HasRepnePrefix) before.Add(Instruction.Create(Code.Mov_r64_imm64, Register.RCX, (ulong)_random.Next(40)));
    }

    private void SetMemory(ref Instruction instruction, Register pointer, Register index, int scale, ulong displacement)
    {
        instruction.MemoryBase = pointer;
        instruction.MemoryIndex = index;
        instruction.MemoryIndexScale = scale;
        instruction.MemoryDisplacement64 = displacement;
        instruction.MemoryDisplSize = pointer == Register.None ? 8 : displacement == 0 && _random.Next(2) == 0 ? 0 : _random.Next(4) == 0 ? 8 : 1;
        if (pointer == Register.RIP) instruction.MemoryDisplSize = 8;
        if (instruction.Mnemonic == Mnemonic.Xlatb) instruction.MemoryDisplSize = 0;
    }
}
