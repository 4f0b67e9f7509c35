using Hyperweave.Vmm.Host;
using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>Instructions that change the privilege: they go on through <see cref="PrivilegeStubs"/>, which leave to C# where they must.</summary>
internal sealed partial class Emitter
{
    /// <summary>IRETQ's frame: the last four of its 40 bytes.</summary>
    private const int FrameEnd = 36;

    private bool EmitPrivilegeChange(in Instruction instruction)
    {
        if (instruction.CodeSize != CodeSize.Code64) return false;
        switch (instruction.Code)
        {
            case Code.Syscall:
                LeaveBy(EngineLayout.SystemCallStub, instruction);
                return true;
            case Code.Sysretq when !_region.Code.IsUser:
                LeaveBy(EngineLayout.SystemReturnStub, instruction);
                return true;
            case Code.Iretq when !_region.Code.IsUser:
                // Both its pages are there once both its ends have been read.
                assembler.Emit(Instruction.Create(Code.Mov_r32_rm32, Narrow(T), HostAssembler.At(Register.RSP)));
                assembler.Emit(Instruction.Create(Code.Mov_r32_rm32, Narrow(T), HostAssembler.At(Register.RSP, displacement: FrameEnd)));
                LeaveBy(EngineLayout.InterruptReturnStub, instruction);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Goes to a stub that knows the site, in case it gives up, and in R13 the next instruction's address.</summary>
    private void LeaveBy(int stub, in Instruction instruction)
    {
        ExitToCanonical();
        NameSite(new ExitSite(SiteKind.Operation, instruction, _region));
        assembler.Emit(Instruction.Create(Code.Mov_r64_imm64, Register.R13, instruction.NextIP));
        assembler.Emit(Instruction.Create(Code.Jmp_rm64, HostAssembler.Context(stub)));
    }
}
