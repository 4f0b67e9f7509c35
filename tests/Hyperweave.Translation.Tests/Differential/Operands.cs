using Iced.Intel;

namespace Hyperweave.Translation.Tests.Differential;

/// <summary>Random operands for an encoding, by the decoder's operand kinds. Memory operands are left to <see cref="MemoryOperands"/>.</summary>
internal sealed class Operands(Random random)
{
    /// <param name="code">The encoding.</param>
    /// <param name="prefersMemory">Where an operand may be register or memory.</param>
    /// <returns>The instruction; a memory operand has its kind and no address yet.</returns>
    internal Instruction Choose(Code code, bool prefersMemory)
    {
        var instruction = new Instruction { Code = code };
        var form = code.ToOpCode();
        for (int operand = 0; operand < form.OpCount; operand++) Set(ref instruction, operand, form.GetOpKind(operand), prefersMemory);
        return instruction;
    }

    private void Set(ref Instruction instruction, int operand, OpCodeOperandKind kind, bool prefersMemory)
    {
        string name = kind.ToString();
        if (IsMemory(name) && (prefersMemory || !name.Contains("_or_"))) instruction.SetOpKind(operand, OpKind.Memory);
        else if (ImmediateOf(kind) is OpKind immediate) SetImmediate(ref instruction, operand, immediate, kind);
        else if (PointerOf(kind) is OpKind pointer) instruction.SetOpKind(operand, pointer);
        else if (name.StartsWith("br", StringComparison.Ordinal) || name.StartsWith("xbegin", StringComparison.Ordinal)) instruction.SetOpKind(operand, OpKind.NearBranch64);
        else
        {
            instruction.SetOpKind(operand, OpKind.Register);
            instruction.SetOpRegister(operand, RegisterOf(name));
        }
    }

    private static bool IsMemory(string name) => name.Contains("mem", StringComparison.Ordinal) && !name.EndsWith("_reg_mem", StringComparison.Ordinal) || name == "seg_rBX_al";

    private void SetImmediate(ref Instruction instruction, int operand, OpKind kind, OpCodeOperandKind from)
    {
        bool isSecond = operand > 0 && kind == OpKind.Immediate8 && instruction.GetOpKind(operand - 1) is OpKind.Immediate16 or OpKind.Immediate8;
        instruction.SetOpKind(operand, isSecond ? OpKind.Immediate8_2nd : kind);
        if (isSecond) instruction.Immediate8_2nd = (byte)random.Next(4);
        else if (from == OpCodeOperandKind.imm8_const_1) instruction.Immediate8 = 1;
        else if (from == OpCodeOperandKind.imm4_m2z) instruction.Immediate8 = (byte)random.Next(4);
        else instruction.SetImmediate(operand, kind is OpKind.Immediate64 ? random.NextInt64(long.MinValue, long.MaxValue) : kind is OpKind.Immediate32 or OpKind.Immediate32to64 ? random.Next(int.MinValue, int.MaxValue) : kind is OpKind.Immediate16 ? random.Next(65536) : kind is OpKind.Immediate8 ? random.Next(256) : random.Next(-128, 128));
    }

    private static OpKind? ImmediateOf(OpCodeOperandKind kind) => kind switch
    {
        OpCodeOperandKind.imm8 or OpCodeOperandKind.imm8_const_1 or OpCodeOperandKind.imm4_m2z => OpKind.Immediate8,
        OpCodeOperandKind.imm8sex16 => OpKind.Immediate8to16,
        OpCodeOperandKind.imm8sex32 => OpKind.Immediate8to32,
        OpCodeOperandKind.imm8sex64 => OpKind.Immediate8to64,
        OpCodeOperandKind.imm16 => OpKind.Immediate16,
        OpCodeOperandKind.imm32 => OpKind.Immediate32,
        OpCodeOperandKind.imm32sex64 => OpKind.Immediate32to64,
        OpCodeOperandKind.imm64 => OpKind.Immediate64,
        _ => null,
    };

    private static OpKind? PointerOf(OpCodeOperandKind kind) => kind switch
    {
        OpCodeOperandKind.seg_rSI => OpKind.MemorySegRSI,
        OpCodeOperandKind.es_rDI => OpKind.MemoryESRDI,
        OpCodeOperandKind.seg_rDI => OpKind.MemorySegRDI,
        _ => null,
    };

    private Register RegisterOf(string kind)
    {
        if (Enum.TryParse<Register>(kind, ignoreCase: true, out var only)) return only;
        var (first, count) = kind.Split('_')[0] switch
        {
            "r8" => (Register.AL, 20),
            "r16" => (Register.AX, 16),
            "r32" => (Register.EAX, 16),
            "r64" => (Register.RAX, 16),
            "mm" => (Register.MM0, 8),
            "xmm" or "xmmp3" => (Register.XMM0, 16),
            "ymm" => (Register.YMM0, 16),
            "zmm" or "zmmp3" => (Register.ZMM0, 16),
            "k" or "kp1" => (Register.K1, 7),
            "tmm" => (Register.TMM0, 8),
            "bnd" => (Register.BND0, 4),
            "sti" => (Register.ST0, 8),
            "seg" => (Register.ES, 4),
            "cr" => (Register.CR0, 1),
            "dr" => (Register.DR0, 1),
            _ => throw new NotSupportedException($"operand kind {kind}"),
        };
        var register = first + random.Next(count);
        // Wild stacks lead to nothing but faults, so only now and then.
        bool isStack = register.GetFullRegister() == Register.RSP;
        return isStack && random.Next(20) != 0 ? first + (count == 20 ? 0 : 3) : register;
    }
}
