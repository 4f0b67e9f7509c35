using Hyperweave.Vmm;
using Hyperweave.Vmm.Engines;
using Iced.Intel;
using Xunit;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Translation.Tests;

/// <summary>RSP moves by a constant: what is left out where the code behind makes it superfluous, and what must not be.</summary>
public sealed unsafe class StackStepCases
{
    private const int Step = 0x7D;
    private const ulong Slot = 1UL << 39, Status = Rflags.CF | Rflags.PF | Rflags.AF | Rflags.ZF | Rflags.SF | Rflags.OF;

    /// <summary>Nothing looks at the stack when it leaves its window; the next access does, and has its own RIP.</summary>
    [Theory]
    [InlineData(0x1000)]
    [InlineData(0x10_0000)]
    [InlineData(0x7FFF_F000)]
    public void AStackThatLeavesItsWindowFaultsAtItsNextAccess(int step)
    {
        using var guest = new Guest();
        guest.Engine.Turns = 0;
        ulong first = Guest.Data & ~(Slot - 1);
        ulong access = 0;
        var exit = guest.Run(code =>
        {
            code.mov(rax, (long)first);
            code.mov(rsp, rax);
            code.sub(rsp, step);
            code.sub(rsp, step);
            code.xor(ecx, ecx);
            code.lea(rdx, __[rsp + 8]);
            code.mov(rbx, __[rsp + 16]);
            access = (ulong)Guest.Assemble(code, Guest.Code).Length - 5;
        });
        Assert.Equal(ExitKind.Exception, exit.Kind);
        Assert.Equal(first - 2 * (ulong)step, guest.Cpu->Rsp);
        Assert.Equal(first - 2 * (ulong)step + 8, guest.Cpu->Rdx);
        Assert.Equal(Guest.Code + access, guest.Cpu->Rip);
    }

    /// <summary>The step's flags are what a fault behind it finds, though they are overwritten behind that.</summary>
    [Theory]
    [InlineData("fault")]
    [InlineData("parity read")]
    [InlineData("carry kept")]
    public void FlagsOfAStepAreThereWhereSomethingSeesThem(string sees)
    {
        using var guest = new Guest();
        guest.Engine.Turns = 0;
        var exit = guest.Run(code =>
        {
            code.xor(eax, eax);
            code.mov(rdi, 0x7777_0000_0000L);
            code.cmp(eax, 1);
            code.sub(rsp, Step);
            if (sees == "fault") code.mov(rbx, __[rdi]);
            else if (sees == "parity read") code.setp(cl);
            else
            {
                code.inc(rcx);
                code.setc(cl);
            }
            code.cmp(rax, 1);
            code.push(rax);
        });
        // Before it they were those of 0 - 1: carry and parity were set.
        ulong step = FlagsOf(Guest.Stack - Step, Guest.Stack, Step);
        Assert.Equal(0UL, step & (Rflags.CF | Rflags.PF));
        ulong flags = guest.Cpu->Rflags & Status;
        if (sees == "fault") Assert.Equal((ExitKind.Exception, step), (exit.Kind, flags));
        else Assert.Equal((ExitKind.PortIo, 0UL), (exit.Kind, guest.Cpu->Rcx & 0xFF));
    }

    /// <summary>SUB (Intel SDM 1, 3.4.3.1).</summary>
    private static ulong FlagsOf(ulong result, ulong left, ulong right) => (left < right ? Rflags.CF : 0)
        | ((ulong.PopCount(result & 0xFF) & 1) == 0 ? Rflags.PF : 0) | (((left ^ right ^ result) & 0x10) != 0 ? Rflags.AF : 0)
        | (result == 0 ? Rflags.ZF : 0) | (result >> 63 != 0 ? Rflags.SF : 0) | (((left ^ right) & (left ^ result)) >> 63 != 0 ? Rflags.OF : 0);
}
