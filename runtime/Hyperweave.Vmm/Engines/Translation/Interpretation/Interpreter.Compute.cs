using Hyperweave.Vmm.GuestMemory;
using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>Instructions that only compute: operands are fetched here, the processor does the rest.</summary>
internal sealed unsafe partial class Interpreter
{
    /// <summary>FXSAVE64's image is the largest operand (Intel SDM 1 10.5.1).</summary>
    private const int LargestOperand = 512, CacheLine = 64;

    private readonly InstructionInfoFactory _information = new();

    private bool Compute(in Instruction instruction)
    {
        int operand = MemoryOperand(instruction);
        if (instruction.Mnemonic == Mnemonic.Lea) return LoadAddress(instruction);
        if (instruction.Mnemonic is Mnemonic.Nop or Mnemonic.Endbr64 or Mnemonic.Endbr32 || IsPrefetch(instruction.Mnemonic)) return true;
        if (instruction.Mnemonic is Mnemonic.Maskmovq or Mnemonic.Maskmovdqu or Mnemonic.Vmaskmovdqu) return MaskedStore(instruction);
        if (IsGoneIn64Bit(instruction.Mnemonic)) return Former(instruction);
        if (SaveArea.IsAccessed(instruction.Mnemonic)) return SaveAreaForm(instruction);
        if (IsGather(instruction.Mnemonic)) return Gather(instruction);
        if (operand >= 0 && IsMaskedMove(instruction.Mnemonic)) return MaskedMove(instruction);
        bool isHidden = instruction.Mnemonic != Mnemonic.Xlatb && InstructionClasses.HiddenMemory(instruction, _information.GetInfo(instruction));
        if (isHidden) return Unsupported($"instruction {instruction} at 0x{instruction.IP:X}, which reaches memory beside its operand");
        if (operand < 0) return RunNative(instruction, null);
        int size = instruction.MemorySize.GetSize();
        // BT, BTS, BTR, BTC with a register reach beyond their operand (Intel SDM 2A 3.1.1.9).
        ulong beyond = IsBitTest(instruction) ? (ulong)BitOffset(instruction, size) : 0;
        ulong offset = GuestRegisters.Truncate(EffectiveAddress(instruction) + beyond, AddressSize(instruction));
        ulong linear = Linear(instruction.MemorySegment, offset);
        if (IsBitTest(instruction)) return BitTest(instruction, linear, size);
        if (instruction.Mnemonic == Mnemonic.Xlatb) return Read(linear, &_cpu->Rax, 1);
        if (size > LargestOperand) return Unsupported($"instruction {instruction} at 0x{instruction.IP:X}: {size} bytes of memory");
        return WithMemory(instruction, operand, linear, Math.Max(1, size));
    }

    private bool WithMemory(in Instruction instruction, int operand, ulong linear, int size)
    {
        var access = _information.GetInfo(instruction).GetOpAccess(operand);
        if (access is OpAccess.None or OpAccess.NoMemAccess) return true;
        bool writes = access is not (OpAccess.Read or OpAccess.CondRead);
        if (linear % (ulong)AlignedOperands.AlignmentOf(instruction, *(uint*)(_cpu->Fxsave + 24)) != 0) return Misaligned(instruction, linear, size);
        var buffer = stackalloc byte[LargestOperand + 2 * CacheLine];
        // As misaligned as the guest's operand: some instructions fault on that.
        byte* bounce = (byte*)((ulong)(buffer + CacheLine - 1) & ~(CacheLine - 1UL)) + linear % CacheLine;
        if ((writes && !CheckWrite(linear, size)) || !Read(linear, bounce, size)) return AfterPending(instruction);
        return RunNarrowly(instruction, bounce) && (!writes || Write(linear, bounce, size));
    }

    /// <summary>
    /// #GP before any page fault; of an image a non-canonical address comes first, of other operands alignment. Under alignment checks
    /// an image raises #AC where it is not aligned to 4 (Intel SDM 2A, FXSAVE: that varies between processors).
    /// </summary>
    private bool Misaligned(in Instruction instruction, ulong linear, int size)
    {
        if (size == LargestOperand && (!IsAddressable(linear, size, write: false) || !IsAligned(linear, size))) return false;
        Raise(ExceptionVector.GP, 0);
        return AfterPending(instruction);
    }

    /// <summary>The operand's fault comes after an exception that an earlier x87 instruction has left (Intel SDM 1 8.7).</summary>
    private bool AfterPending(in Instruction instruction) =>
        _exit.Kind == ExitKind.Exception && FloatingPoint.Waits(instruction) && FloatingPoint.IsPending(_cpu) && Raise(ExceptionVector.MF);

    /// <summary>MASKMOVQ, MASKMOVDQU: the processor selects the bytes, in a copy of what is at RDI.</summary>
    private bool MaskedStore(in Instruction instruction)
    {
        int size = instruction.MemorySize.GetSize();
        ulong target = _cpu->Rdi, linear = Linear(instruction.MemorySegment, GuestRegisters.Truncate(target, Bits / 8));
        var copy = stackalloc byte[size];
        if (!IsAligned(linear, 8)) return false;
        // Its bytes are checked by eights alone.
        _checksAlignment = false;
        if (!CheckWrite(linear, size) || !Read(linear, copy, size)) return false;
        _cpu->Rdi = (ulong)copy;
        bool done = RunNative(instruction, null);
        _cpu->Rdi = target;
        return done && Write(linear, copy, size);
    }

    /// <summary>A write must fault before the registers have changed.</summary>
    private bool CheckWrite(ulong linear, int size)
    {
        if (!IsAddressable(linear, size, write: true) || !IsAligned(linear, size) || !Locate(linear, write: true, out _)) return false;
        ulong last = linear + (ulong)size - 1;
        return last / GuestMemoryMap.PageSize == linear / GuestMemoryMap.PageSize || Locate(last & ~0xFFFUL, write: true, out _);
    }

    private bool LoadAddress(in Instruction instruction)
    {
        GuestRegisters.Write(_cpu, instruction.Op0Register, EffectiveAddress(instruction));
        return true;
    }

    private bool RunNative(in Instruction instruction, byte* operand)
    {
        switch (_native.Execute(instruction, operand))
        {
            case NativeStepResult.Done: return true;
            case NativeStepResult.NotEncodable: return Unsupported($"instruction {instruction} at 0x{instruction.IP:X}");
            case NativeStepResult.Requested: return Leave(new Exit { Kind = ExitKind.Interrupted });
            default:
                byte vector = _native.FaultVector;
                return ExceptionVector.PushesErrorCode(vector) ? Raise(vector, 0) : Raise(vector);
        }
    }

    /// <summary>With the bit's number reduced to the operand that it falls into, as the immediate forms have it.</summary>
    private bool BitTest(in Instruction instruction, ulong linear, int size)
    {
        int row = instruction.Mnemonic switch { Mnemonic.Bt => 0, Mnemonic.Bts => 1, Mnemonic.Btr => 2, _ => 3 };
        int column = size switch { 2 => 0, 4 => 1, _ => 2 };
        int bit = (int)(GuestRegisters.Read(_cpu, instruction.Op1Register) & (ulong)(size * 8 - 1));
        var memory = new MemoryOperand(instruction.MemoryBase, instruction.MemoryIndex, instruction.MemoryIndexScale);
        return WithMemory(Instruction.Create(ImmediateBitTests[row * 3 + column], memory, bit), 0, linear, size);
    }

    private static readonly Code[] ImmediateBitTests =
    [
        Code.Bt_rm16_imm8, Code.Bt_rm32_imm8, Code.Bt_rm64_imm8, Code.Bts_rm16_imm8, Code.Bts_rm32_imm8, Code.Bts_rm64_imm8,
        Code.Btr_rm16_imm8, Code.Btr_rm32_imm8, Code.Btr_rm64_imm8, Code.Btc_rm16_imm8, Code.Btc_rm32_imm8, Code.Btc_rm64_imm8,
    ];

    internal static int MemoryOperand(in Instruction instruction)
    {
        for (int operand = 0; operand < instruction.OpCount; operand++)
        {
            if (instruction.GetOpKind(operand) == OpKind.Memory) return operand;
        }
        return -1;
    }

    private static bool IsPrefetch(Mnemonic mnemonic) => mnemonic is Mnemonic.Prefetchnta or Mnemonic.Prefetcht0
        or Mnemonic.Prefetcht1 or Mnemonic.Prefetcht2 or Mnemonic.Prefetchw or Mnemonic.Prefetchwt1 or Mnemonic.Prefetch;

    private static bool IsBitTest(in Instruction instruction) =>
        instruction.Mnemonic is Mnemonic.Bt or Mnemonic.Bts or Mnemonic.Btr or Mnemonic.Btc && instruction.Op1Kind == OpKind.Register;

    private long BitOffset(in Instruction instruction, int size)
    {
        ulong raw = GuestRegisters.Read(_cpu, instruction.Op1Register);
        long bit = size switch { 8 => (long)raw, 4 => (int)raw, _ => (short)raw };
        return (bit >> (size == 8 ? 6 : size == 4 ? 5 : 4)) * size;
    }

    private bool ReadOperand(in Instruction instruction, int operand, out ulong value)
    {
        switch (instruction.GetOpKind(operand))
        {
            case OpKind.Register:
                value = GuestRegisters.Read(_cpu, instruction.GetOpRegister(operand));
                return true;
            case OpKind.Memory:
                ulong read = 0;
                bool done = Read(Linear(instruction), &read, instruction.MemorySize.GetSize());
                value = read;
                return done;
            default:
                value = instruction.GetImmediate(operand);
                return true;
        }
    }

    private bool WriteOperand(in Instruction instruction, int operand, ulong value)
    {
        if (instruction.GetOpKind(operand) != OpKind.Register)
            return Write(Linear(instruction), &value, instruction.MemorySize.GetSize());
        GuestRegisters.Write(_cpu, instruction.GetOpRegister(operand), value);
        return true;
    }
}
