using Hyperweave.Vmm.Engines.Translation;
using Iced.Intel;

namespace Hyperweave.Translation.Tests.Differential;

/// <summary>Random parts, the same for the same seed.</summary>
internal sealed class SequenceGenerator
{
    private const int MostParts = 8;
    private static readonly Code[] Basic = [.. Encodings.Offered.Where(code => code.CpuidFeatures().All(feature => feature is CpuidFeature.INTEL8086
        or CpuidFeature.INTEL186 or CpuidFeature.INTEL386 or CpuidFeature.INTEL486 or CpuidFeature.X64 or CpuidFeature.CMOV))];
    private readonly Random _random;
    private readonly Operands _operands;
    private readonly MemoryOperands _memory;
    private ulong _undefined;
    /// <summary>All upper halves may be zero, of which XSAVE may say that they are in use or not (Intel SDM 1 13.6).</summary>
    private bool _isInitial;

    internal SequenceGenerator(int seed)
    {
        _random = new Random(seed);
        _operands = new Operands(_random);
        _memory = new MemoryOperands(_random, InitialState.Registers(seed));
    }

    internal List<Part> Parts()
    {
        var parts = new List<Part>();
        for (int count = _random.Next(1, MostParts + 1); count > 0; count--) parts.Add(Part());
        return parts;
    }

    private Part Part()
    {
        for (;;)
        {
            var codes = _random.Next(2) == 0 ? Basic : Encodings.Offered;
            var body = _operands.Choose(codes[_random.Next(codes.Length)], prefersMemory: _random.Next(2) == 0);
            // What reads a flag that the manual leaves undefined has no one right result.
            if ((Flags.Bits(body.RflagsRead) & _undefined) != 0) continue;
            if (_isInitial && SaveArea.IsAccessed(body.Mnemonic) && !SaveArea.IsRestored(body.Mnemonic)) continue;
            Prefix(ref body);
            var part = Complete(body);
            if (PartEncoder.Encode([part]) is null) continue;
            foreach (var instruction in part.Before) _memory.Executed(instruction);
            _memory.Executed(body);
            _isInitial |= SaveArea.IsRestored(body.Mnemonic) || body.Mnemonic is Mnemonic.Vzeroall or Mnemonic.Vzeroupper;
            _undefined = _undefined & ~Flags.Bits(body.RflagsModified) | Flags.Bits(body.RflagsUndefined);
            return part;
        }
    }

    private void Prefix(ref Instruction body)
    {
        var form = body.Code.ToOpCode();
        if (form.CanUseLockPrefix && body.Op0Kind == OpKind.Memory && _random.Next(4) == 0) body.HasLockPrefix = true;
        if (form.CanUseRepPrefix && body.IsStringInstruction && _random.Next(2) == 0) body.HasRepPrefix = true;
        else if (form.CanUseRepnePrefix && body.IsStringInstruction && _random.Next(2) == 0) body.HasRepnePrefix = true;
    }

    private Part Complete(Instruction body)
    {
        int skips = _random.Next(3);
        if (body.FlowControl == FlowControl.Return)
            return new([Instruction.Create(Code.Mov_r64_imm64, Register.R11, PartEncoder.TargetMark), Instruction.Create(Code.Push_r64, Register.R11)], body, skips);
        bool isIndirect = body.FlowControl is FlowControl.IndirectBranch or FlowControl.IndirectCall;
        if (isIndirect && body.Op0Kind == OpKind.Register) return new([Instruction.Create(Code.Mov_r64_imm64, body.Op0Register, PartEncoder.TargetMark)], body, skips);
        if (isIndirect) return ThroughMemory(body, skips);
        // TF would single-step the host, AC and the rest act on it too: only status flags are popped.
        if (body.Mnemonic is Mnemonic.Popf or Mnemonic.Popfq) return new([Instruction.Create(Code.Pushq_imm32, _random.Next() & 0x8D5)], body, skips);
        return new([.. _memory.Place(ref body)], body, skips);
    }

    /// <summary>The address is stored where the transfer will find it.</summary>
    private Part ThroughMemory(Instruction body, int skips)
    {
        var before = _memory.Place(ref body);
        var store = body;
        store.Code = Code.Mov_rm64_r64;
        store.Op1Kind = OpKind.Register;
        store.Op1Register = Register.R11;
        return new([.. before, Instruction.Create(Code.Mov_r64_imm64, Register.R11, PartEncoder.TargetMark), store], body, skips);
    }
}
