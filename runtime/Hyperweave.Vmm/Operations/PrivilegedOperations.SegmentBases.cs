using Hyperweave.Vmm.Delivery;
using Iced.Intel;

namespace Hyperweave.Vmm.Operations;

/// <summary>RDFSBASE, RDGSBASE, WRFSBASE, WRGSBASE: at any privilege, where CR4.FSGSBASE allows it (Intel SDM 2B).</summary>
public sealed unsafe partial class PrivilegedOperations
{
    public void ReadSegmentBase(in Instruction instruction)
    {
        RequireSegmentBases();
        _operands.WriteRegister(instruction.Op0Register, BaseNamedBy(instruction)->Base);
        Finish(instruction);
    }

    public void WriteSegmentBase(in Instruction instruction)
    {
        RequireSegmentBases();
        BaseNamedBy(instruction)->Base = Canonical(_operands.ReadRegister(instruction.Op0Register));
        Finish(instruction);
    }

    private void RequireSegmentBases()
    {
        if (!Is64Bit || (_cpu->Cr4 & Cr4.FSGSBASE) == 0) throw GuestFaultException.InvalidOpcode();
    }

    private Segment* BaseNamedBy(in Instruction instruction) =>
        instruction.Mnemonic is Mnemonic.Rdfsbase or Mnemonic.Wrfsbase ? &_cpu->Fs : &_cpu->Gs;
}
