using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>The instructions on XSAVE's area (Intel SDM 1, chapter 13).</summary>
internal static class SaveArea
{
    internal static bool IsAccessed(Mnemonic mnemonic) => IsRestored(mnemonic) || mnemonic is Mnemonic.Xsave or Mnemonic.Xsave64
        or Mnemonic.Xsaveopt or Mnemonic.Xsaveopt64;

    /// <summary>FXSAVE and FXRSTOR, whose image the area begins with.</summary>
    internal static bool IsImage(Mnemonic mnemonic) => mnemonic is Mnemonic.Fxsave or Mnemonic.Fxsave64 or Mnemonic.Fxrstor or Mnemonic.Fxrstor64;

    internal static bool IsRestored(Mnemonic mnemonic) => mnemonic is Mnemonic.Xrstor or Mnemonic.Xrstor64;
}
