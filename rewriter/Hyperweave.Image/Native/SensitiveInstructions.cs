using Iced.Intel;

namespace Hyperweave.Image.Native;

/// <summary>
/// Which instructions a paravirtual image may not execute: those that trap outside ring 0, those that silently tell or do
/// something else there, and those that tell time or identity.
/// </summary>
internal static class SensitiveInstructions
{
    // Iced marks what is privileged. These are not marked, since they do not fault in user mode.
    private static readonly HashSet<Mnemonic> s_unprivileged =
    [
        Mnemonic.Sgdt, Mnemonic.Sidt, Mnemonic.Sldt, Mnemonic.Str, Mnemonic.Smsw,
        Mnemonic.Pushf, Mnemonic.Pushfd, Mnemonic.Pushfq, Mnemonic.Popf, Mnemonic.Popfd, Mnemonic.Popfq,
        Mnemonic.Lar, Mnemonic.Lsl, Mnemonic.Verr, Mnemonic.Verw, Mnemonic.Retf,
        Mnemonic.Iret, Mnemonic.Iretd, Mnemonic.Iretq, Mnemonic.Int,
        Mnemonic.Cpuid, Mnemonic.Rdtsc, Mnemonic.Rdtscp, Mnemonic.Xgetbv, Mnemonic.Rdpid, Mnemonic.Rdpmc,
        Mnemonic.Syscall, Mnemonic.Sysenter, Mnemonic.Rdpkru, Mnemonic.Wrpkru,
    ];

    /// <summary>INT3, INT1 and UD2 always trap, so they are neither.</summary>
    public static bool Contains(in Instruction instruction) =>
        instruction.IsPrivileged || s_unprivileged.Contains(instruction.Mnemonic) || IsFarTransfer(instruction) || UsesSegmentRegister(instruction)
        || IsPortAccess(instruction.Mnemonic);

    private static bool IsPortAccess(Mnemonic mnemonic) => mnemonic is Mnemonic.In or Mnemonic.Out
        or Mnemonic.Insb or Mnemonic.Insw or Mnemonic.Insd or Mnemonic.Outsb or Mnemonic.Outsw or Mnemonic.Outsd
        or Mnemonic.Cli or Mnemonic.Sti;

    private static bool IsFarTransfer(in Instruction instruction) =>
        instruction.IsCallFar || instruction.IsCallFarIndirect || instruction.IsJmpFar || instruction.IsJmpFarIndirect;

    // MOV, PUSH and POP of a segment register.
    private static bool UsesSegmentRegister(in Instruction instruction)
    {
        for (var operand = 0; operand < instruction.OpCount; operand++)
        {
            if (instruction.GetOpKind(operand) == OpKind.Register && instruction.GetOpRegister(operand).IsSegmentRegister())
                return true;
        }
        return false;
    }
}
