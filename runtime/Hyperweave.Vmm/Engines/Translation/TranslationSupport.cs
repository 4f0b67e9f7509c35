using Hyperweave.Vmm.Operations;
using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>What the translation engine makes of one instruction.</summary>
public enum TranslationAnswer
{
    /// <summary>The processor executes it as it is, or it needs no code at all (PAUSE).</summary>
    AsItIs,
    /// <summary>It becomes a few host instructions on the virtual processor's state, without an exit.</summary>
    Inline,
    /// <summary>The block ends; interpreter or machine give it its meaning.</summary>
    Exit,
    /// <summary>The virtual processor lacks the feature: the guest gets #UD.</summary>
    Undefined,
    /// <summary>The guest gets #UD, and the user a line that names it.</summary>
    Refused,
}

/// <summary>What the translation engine makes of an instruction, from the tables that it works by.</summary>
public static class TranslationSupport
{
    /// <summary>Answers do not depend on the host: this is the level that machines have by default.</summary>
    private static readonly OfferedInstructions Offered = new(ProcessorFeatures.All.Where(feature => feature.BelongsTo(ProcessorLevel.V3)));

    public static TranslationAnswer Of(in Instruction instruction) => !Offered.Have(instruction.Code) ? TranslationAnswer.Undefined : InstructionClasses.Of(instruction) switch
    {
        InstructionClass.InterruptFlag => Flags(instruction),
        InstructionClass.Port or InstructionClass.Halt or InstructionClass.SoftwareInterrupt => TranslationAnswer.Exit,
        InstructionClass.Operation when InstructionClasses.IsInline(instruction) || instruction.Code is Code.Syscall or Code.Sysretq or Code.Iretq => TranslationAnswer.Inline,
        InstructionClass.Operation => Operation(instruction.Mnemonic),
        InstructionClass.Undefined => TranslationAnswer.Undefined,
        InstructionClass.Unsupported => TranslationAnswer.Refused,
        _ => TranslationAnswer.AsItIs,
    };

    /// <summary>At CPL 0 these are lowered (<see cref="Emitter"/>) in 64-bit code, to which this answer is.</summary>
    private static TranslationAnswer Flags(in Instruction instruction) =>
        instruction.CodeSize == CodeSize.Code64 && instruction.Mnemonic is Mnemonic.Cli or Mnemonic.Sti or Mnemonic.Pushfq or Mnemonic.Popfq
            ? TranslationAnswer.Inline
            : TranslationAnswer.Exit;

    private static TranslationAnswer Operation(Mnemonic mnemonic)
    {
        if (!OperationTable.Knows(mnemonic)) return TranslationAnswer.Refused;
        return OperationTable.IsOffered(mnemonic) ? TranslationAnswer.Exit : TranslationAnswer.Undefined;
    }
}
