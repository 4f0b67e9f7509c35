namespace Hyperweave.Vmm.Operations;

/// <summary>Numbers of the model-specific registers that exist at every level (Intel SDM 4, chapter 2).</summary>
public static class ModelSpecificRegister
{
    public const uint TimeStampCounter = 0x10, PlatformId = 0x17, ApicBase = 0x1B, TscAdjust = 0x3B, MicrocodeRevision = 0x8B;
    public const uint ArchitecturalCapabilities = 0x10A;
    public const uint SysenterCs = 0x174, SysenterEsp = 0x175, SysenterEip = 0x176;
    public const uint MachineCheckCapabilities = 0x179, MachineCheckStatus = 0x17A, MiscEnable = 0x1A0, Pat = 0x277, TscDeadline = 0x6E0;
    public const uint Efer = 0xC000_0080, Star = 0xC000_0081, Lstar = 0xC000_0082, Cstar = 0xC000_0083, Fmask = 0xC000_0084;
    public const uint FsBase = 0xC000_0100, GsBase = 0xC000_0101, KernelGsBase = 0xC000_0102, TscAux = 0xC000_0103;
}
