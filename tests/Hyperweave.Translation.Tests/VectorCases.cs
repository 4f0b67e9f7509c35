using Hyperweave.Vmm;
using Hyperweave.Vmm.Engines;
using Hyperweave.Vmm.Operations;
using Iced.Intel;
using Xunit;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Translation.Tests;

/// <summary>AVX and XSAVE where memory, privilege and exits meet them; what they compute is the differential tester's.</summary>
public sealed unsafe class VectorCases
{
    private const ulong LastElement = Guest.Data + 4096 - 4;
    /// <summary>XSAVE's area with x87, SSE and AVX.</summary>
    private const int AreaBytes = 832;

    [Fact]
    public void UpperHalvesSurviveExits()
    {
        using var guest = new Guest(level: ProcessorLevel.V3);
        for (int number = 0; number < 16; number++) guest.Cpu->YmmHigh[number * 16] = (byte)(number + 1);
        // Each OUT is an exit, between which C# runs with the host's vector registers.
        Assert.Equal(ExitKind.PortIo, guest.Run(code => code.vpaddb(ymm3, ymm3, ymm3)).Kind);
        Assert.Equal(ExitKind.PortIo, guest.Run(code => code.nop()).Kind);
        for (int number = 0; number < 16; number++) Assert.Equal(number == 3 ? 8 : number + 1, guest.Cpu->YmmHigh[number * 16]);
    }

    [Theory]
    [InlineData(0UL, 7UL, 0UL, ExceptionVector.UD)]
    [InlineData(Cr4.OSXSAVE, 3UL, 0UL, ExceptionVector.UD)]
    [InlineData(Cr4.OSXSAVE, 7UL, Cr0.TS, ExceptionVector.NM)]
    public void AvxIsRefusedWhereTheKernelHasNotEnabledIt(ulong cr4, ulong xcr0, ulong cr0, byte vector)
    {
        using var guest = new Guest(level: ProcessorLevel.V3);
        guest.Cpu->Cr4 = guest.Cpu->Cr4 & ~Cr4.OSXSAVE | cr4;
        guest.Cpu->Xcr0 = xcr0;
        guest.Cpu->Cr0 |= cr0;
        var exit = guest.Run(code => code.vpxor(ymm0, ymm0, ymm0));
        Assert.Equal((ExitKind.Exception, vector), (exit.Kind, exit.Vector));
        Assert.Equal(ExitKind.PortIo, guest.Run(code => code.blsr(eax, ecx)).Kind);
    }

    [Fact]
    public void AMaskedMoveDoesNotReachWhatItsMaskLeavesOut()
    {
        using var guest = new Guest(level: ProcessorLevel.V3);
        guest.Memory.Write(Guest.DataEntry(1), 0UL);
        *(uint*)(guest.Cpu->Fxsave + 160) = 0x8000_0000;
        guest.Cpu->Rdi = LastElement;
        Assert.Equal(ExitKind.PortIo, guest.Run(code => code.vmaskmovps(ymm1, ymm0, __[rdi])).Kind);
        guest.Cpu->Fxsave[160 + 7] = 0x80;
        var exit = guest.Run(code => code.vmaskmovps(ymm1, ymm0, __[rdi]));
        Assert.Equal((ExceptionVector.PF, Guest.Data + 4096), (exit.Vector, exit.Address));
    }

    [Fact]
    public void AGatherThatFaultsGoesOnWhereItWas()
    {
        using var guest = new Guest(level: ProcessorLevel.V3);
        ulong second = guest.Memory.Read<ulong>(Guest.DataEntry(1));
        guest.Memory.Write(Guest.DataEntry(1), 0UL);
        guest.Memory.Write(Guest.DataPhysical + 4096 - 4, 11u);
        guest.Memory.Write(Guest.DataPhysical + 4096, 22u);
        var index = (uint*)(guest.Cpu->Fxsave + 160 + 16);
        (index[0], index[1]) = (0, 1);
        var mask = (uint*)(guest.Cpu->Fxsave + 160 + 32);
        (mask[0], mask[1]) = (uint.MaxValue, uint.MaxValue);
        guest.Cpu->Rdi = LastElement;
        var exit = guest.Run(code => code.vpgatherdd(xmm0, __[rdi + xmm1 * 4], xmm2));
        Assert.Equal((ExceptionVector.PF, Guest.Data + 4096), (exit.Vector, exit.Address));
        Assert.Equal((0u, uint.MaxValue), (mask[0], mask[1]));
        guest.Memory.Write(Guest.DataEntry(1), second);
        Assert.Equal(ExitKind.PortIo, guest.Run(code => code.vpgatherdd(xmm0, __[rdi + xmm1 * 4], xmm2)).Kind);
        Assert.Equal((11u, 22u), (((uint*)(guest.Cpu->Fxsave + 160))[0], ((uint*)(guest.Cpu->Fxsave + 160))[1]));
        Assert.Equal((0u, 0u), (mask[0], mask[1]));
    }

    [Theory]
    [InlineData(0x21UL, 0UL)] // Opmask registers, which the guest has not, though the host may.
    [InlineData(7UL, 1UL << 63 | 7)] // The compacted form.
    public void AnAreaThatNamesForeignStatesIsRefused(ulong states, ulong form)
    {
        using var guest = new Guest(level: ProcessorLevel.V3);
        guest.Memory.Write(Guest.DataPhysical + 512, states);
        guest.Memory.Write(Guest.DataPhysical + 520, form);
        guest.Cpu->Rdi = Guest.Data;
        var (low, high) = (0xFFFF_FFFF_FFFF_FFFFUL, 0x1234_5678UL);
        (guest.Cpu->Rax, guest.Cpu->Rdx, guest.Cpu->Rcx) = (low, high, 5);
        var exit = guest.Run(code => code.xrstor64(__[rdi]));
        Assert.Equal((ExitKind.Exception, ExceptionVector.GP), (exit.Kind, exit.Vector));
        Assert.Equal((low, high, 5UL), (guest.Cpu->Rax, guest.Cpu->Rdx, guest.Cpu->Rcx));
    }

    [Fact]
    public void AnAreaAcrossPagesFaultsWithRegistersAsTheyWere()
    {
        using var guest = new Guest(level: ProcessorLevel.V3);
        guest.Memory.Write(Guest.DataEntry(1), 0UL);
        guest.Cpu->Rdi = Guest.Data + 4096 - 640;
        (guest.Cpu->Rax, guest.Cpu->Rdx, guest.Cpu->Rcx) = (ulong.MaxValue, 9, 5);
        var exit = guest.Run(code => code.xsave64(__[rdi]));
        Assert.Equal((ExceptionVector.PF, Guest.Data + 4096), (exit.Vector, exit.Address & ~0xFFFUL));
        Assert.Equal((ulong.MaxValue, 9UL, 5UL), (guest.Cpu->Rax, guest.Cpu->Rdx, guest.Cpu->Rcx));
    }

    [Fact]
    public void SavedIsWhatTheGuestHas()
    {
        using var guest = new Guest(level: ProcessorLevel.V3);
        for (int word = 0; word < AreaBytes / 8 + 1; word++) guest.Memory.Write(Guest.DataPhysical + (ulong)word * 8, word is >= 64 and < 72 ? 0 : ulong.MaxValue);
        guest.Cpu->YmmHigh[5] = 0x5A;
        guest.Cpu->Rdi = Guest.Data;
        (guest.Cpu->Rax, guest.Cpu->Rdx) = (ulong.MaxValue, ulong.MaxValue);
        Assert.Equal(ExitKind.PortIo, guest.Run(code => code.xsave64(__[rdi])).Kind);
        Assert.Equal(0UL, guest.Memory.Read<ulong>(Guest.DataPhysical + 512) & ~7UL);
        Assert.Equal(0x5A, guest.Memory.Read<byte>(Guest.DataPhysical + 576 + 5));
        Assert.Equal(ulong.MaxValue, guest.Memory.Read<ulong>(Guest.DataPhysical + AreaBytes));
    }

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(1000)]
    public void XrstorsRestoresWhatXsavesHasSaved(int turns)
    {
        using var guest = new Guest(level: ProcessorLevel.Host);
        Skip.IfNot(guest.Model.Shows("XSAVES"), "this processor has no XSAVES");
        guest.Engine.Turns = turns;
        (guest.Cpu->YmmHigh[5], guest.Cpu->Fxsave[160 + 3]) = (0x5A, 0xA5);
        guest.Cpu->Rdi = Guest.Data;
        (guest.Cpu->Rax, guest.Cpu->Rdx, guest.Cpu->Rcx) = (ulong.MaxValue, 9, 5);
        var exit = guest.Run(code =>
        {
            code.xsaves64(__[rdi]);
            code.vpcmpeqd(ymm0, ymm0, ymm0);
            code.xrstors64(__[rdi]);
        });
        Assert.Equal(ExitKind.PortIo, exit.Kind);
        Assert.Equal((7UL, 1UL << 63 | 7), (guest.Memory.Read<ulong>(Guest.DataPhysical + 512) | 1, guest.Memory.Read<ulong>(Guest.DataPhysical + 520)));
        Assert.Equal((0x5A, 0xA5, 0), (guest.Cpu->YmmHigh[5], guest.Cpu->Fxsave[160 + 3], guest.Cpu->YmmHigh[0]));
        Assert.Equal((ulong.MaxValue, 9UL, 5UL), (guest.Cpu->Rax, guest.Cpu->Rdx, guest.Cpu->Rcx));
    }

    [SkippableTheory]
    [InlineData(7UL, 0UL)] // The standard form.
    [InlineData(7UL, 1UL << 63 | 0x27)] // A place for opmask registers.
    [InlineData(7UL, 1UL << 63 | 3)] // No place for AVX.
    public void XrstorsRefusesWhatIsNotItsOwn(ulong states, ulong form)
    {
        using var guest = new Guest(level: ProcessorLevel.Host);
        Skip.IfNot(guest.Model.Shows("XSAVES"), "this processor has no XSAVES");
        guest.Memory.Write(Guest.DataPhysical + 512, states);
        guest.Memory.Write(Guest.DataPhysical + 520, form);
        guest.Cpu->Rdi = Guest.Data;
        (guest.Cpu->Rax, guest.Cpu->Rdx, guest.Cpu->Rcx) = (7, 0, 5);
        var exit = guest.Run(code => code.xrstors64(__[rdi]));
        Assert.Equal((ExitKind.Exception, ExceptionVector.GP), (exit.Kind, exit.Vector));
        Assert.Equal((7UL, 0UL, 5UL), (guest.Cpu->Rax, guest.Cpu->Rdx, guest.Cpu->Rcx));
    }

    [Fact]
    public void WithoutTheExtensionTzcntIsBsf()
    {
        using var guest = new Guest(level: ProcessorLevel.V2);
        (guest.Cpu->Rax, guest.Cpu->Rcx) = (77, 0);
        guest.Run(code => code.tzcnt(eax, ecx));
        Assert.Equal(77UL, guest.Cpu->Rax);
    }
}
