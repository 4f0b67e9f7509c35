using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>The instructions on XSAVE's area (Intel SDM 1, chapter 13).</summary>
internal static class SaveArea
{
    internal static bool IsAccessed(Mnemonic mnemonic) => IsRestored(mnemonic) || mnemonic is Mnemonic.Xsave or Mnemonic.Xsave64
        or Mnemonic.Xsaveopt or Mnemonic.Xsaveopt64 or Mnemonic.Xsavec or Mnemonic.Xsavec64 or Mnemonic.Xsaves or Mnemonic.Xsaves64;

    /// <summary>FXSAVE and FXRSTOR, whose image the area begins with.</summary>
    internal static bool IsImage(Mnemonic mnemonic) => mnemonic is Mnemonic.Fxsave or Mnemonic.Fxsave64 or Mnemonic.Fxrstor or Mnemonic.Fxrstor64;

    internal static bool IsRestored(Mnemonic mnemonic) => mnemonic is Mnemonic.Xrstor or Mnemonic.Xrstor64 or Mnemonic.Xrstors or Mnemonic.Xrstors64;

    /// <summary>Not for user code, and always in compacted form.</summary>
    internal static bool IsSupervisor(Mnemonic mnemonic) => mnemonic is Mnemonic.Xsaves or Mnemonic.Xsaves64 or Mnemonic.Xrstors or Mnemonic.Xrstors64;

    /// <summary>
    /// What the host executes, which is in user mode: while IA32_XSS is zero the supervisor's forms save and restore no more than XSAVEC
    /// and XRSTOR do, and may write as much (Intel SDM 1 13.11, 13.12).
    /// </summary>
    internal static Instruction OnHost(Instruction instruction)
    {
        instruction.Code = instruction.Code switch
        {
            Code.Xsaves_mem => Code.Xsavec_mem,
            Code.Xsaves64_mem => Code.Xsavec64_mem,
            Code.Xrstors_mem => Code.Xrstor_mem,
            Code.Xrstors64_mem => Code.Xrstor64_mem,
            var code => code,
        };
        return instruction;
    }
}
