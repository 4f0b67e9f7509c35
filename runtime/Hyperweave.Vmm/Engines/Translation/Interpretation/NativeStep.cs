using Hyperweave.Vmm.Host;
using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>Outcomes of <see cref="NativeStep.Execute"/>.</summary>
internal enum NativeStepResult
{
    Done,
    /// <summary>The processor raised <see cref="NativeStep.FaultVector"/>; the guest's registers are as before.</summary>
    Fault,
    /// <summary>64-bit mode has no such form.</summary>
    NotEncodable,
    /// <summary>An exit was requested; nothing has been executed.</summary>
    Requested,
}

/// <summary>
/// Executes one computing instruction on the guest's registers by the processor itself. Its memory operand is replaced by
/// [scratch], where scratch is a register that the instruction does not use:
/// <code>mov scratch, operand;  instruction [scratch];  mov scratch, gs:[its guest value];  jmp exit</code>
/// </summary>
internal sealed unsafe class NativeStep
{
    private const int SlotBytes = 128, Slots = 256;
    // Low registers first: with one of them AH, CH, DH and BH stay encodable.
    private static readonly Register[] Scratches =
        [Register.RSI, Register.RDI, Register.RBX, Register.RBP, Register.RDX, Register.RCX, Register.RAX, Register.R8];

    private readonly ProcessorContext _context;
    private readonly CodeCache _cache;
    private readonly ulong _slots;
    private readonly InstructionInfoFactory _information = new();
    private readonly HostAssembler _assembler = new();
    private int _slot;

    internal NativeStep(ProcessorContext context, CodeCache cache)
    {
        (_context, _cache) = (context, cache);
        context.Word(EngineLayout.ExitThunk) = (ulong)NativeEntry.FullExit;
        _slots = cache.Allocate(SlotBytes * Slots) ?? throw new HostException("the code cache is too small");
    }

    internal byte FaultVector { get; private set; }

    /// <param name="operand">Where the memory operand's bytes are, or null for a register form.</param>
    internal NativeStepResult Execute(in Instruction instruction, byte* operand)
    {
        // Slots are used in turn, so that code just written is not code just executed.
        _slot = (_slot + 1) % Slots;
        ulong offset = _slots + (ulong)(_slot * SlotBytes);
        _assembler.Start(_cache.Write + offset, (ulong)(_cache.Execute + offset), SlotBytes);
        var scratch = operand == null ? Register.None : PickScratch(instruction);
        if (!Assemble(instruction, operand, scratch)) return NativeStepResult.NotEncodable;
        ulong kept = scratch == Register.None ? 0 : GuestRegisters.Read(_context.Cpu, scratch);
        _context.Word(ContextLayout.EntryRip) = (ulong)(_cache.Execute + offset);
        _context.Word(ContextLayout.Exit) = ExitCode.FirstOfEngine;
        NativeEntry.Enter();
        switch (_context.Word(ContextLayout.Exit))
        {
            case ExitCode.FirstOfEngine: return NativeStepResult.Done;
            case ExitCode.Requested: return NativeStepResult.Requested;
        }
        if (scratch != Register.None) GuestRegisters.Write(_context.Cpu, scratch, kept);
        FaultVector = (byte)_context.Word(ContextLayout.FaultTrap);
        return NativeStepResult.Fault;
    }

    private bool Assemble(in Instruction instruction, byte* operand, Register scratch)
    {
        if (operand != null) _assembler.Emit(Instruction.Create(Code.Mov_r64_imm64, scratch, (ulong)operand));
        if (!_assembler.TryEmit(operand == null ? In64BitForm(instruction) : Redirect(instruction, scratch))) return false;
        if (operand != null) _assembler.Emit(Instruction.Create(Code.Mov_r64_rm64, scratch, HostAssembler.Context(GuestPlace(scratch))));
        _assembler.Emit(EngineLayout.JumpToExit);
        return true;
    }

    private static int GuestPlace(Register register) => ContextLayout.Gpr + 8 * GuestRegisters.Number(register);

    private Register PickScratch(in Instruction instruction)
    {
        foreach (var candidate in Scratches)
        {
            bool used = false;
            foreach (var register in _information.GetInfo(instruction).GetUsedRegisters())
                used |= register.Register.GetFullRegister() == candidate;
            if (!used) return candidate;
        }
        return Register.R9;
    }

    /// <summary>The forms that 64-bit mode has given other meanings, in those that it kept.</summary>
    internal static Instruction In64BitForm(in Instruction instruction)
    {
        var form = instruction;
        form.Code = form.Code switch
        {
            Code.Inc_r32 => Code.Inc_rm32, Code.Dec_r32 => Code.Dec_rm32,
            Code.Inc_r16 => Code.Inc_rm16, Code.Dec_r16 => Code.Dec_rm16,
            // 82 /n is 80 /n by another name, which 64-bit mode has dropped.
            Code.Add_rm8_imm8_82 => Code.Add_rm8_imm8, Code.Or_rm8_imm8_82 => Code.Or_rm8_imm8, Code.Adc_rm8_imm8_82 => Code.Adc_rm8_imm8,
            Code.Sbb_rm8_imm8_82 => Code.Sbb_rm8_imm8, Code.And_rm8_imm8_82 => Code.And_rm8_imm8, Code.Sub_rm8_imm8_82 => Code.Sub_rm8_imm8,
            Code.Xor_rm8_imm8_82 => Code.Xor_rm8_imm8, Code.Cmp_rm8_imm8_82 => Code.Cmp_rm8_imm8,
            var same => same,
        };
        return form;
    }

    private static Instruction Redirect(in Instruction instruction, Register scratch)
    {
        var form = In64BitForm(instruction);
        HostAssembler.SetMemory(ref form, scratch, Register.None, 1, 0);
        return form;
    }
}
