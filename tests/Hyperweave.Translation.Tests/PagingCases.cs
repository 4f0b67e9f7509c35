using Hyperweave.Vmm;
using Hyperweave.Vmm.Engines;
using Iced.Intel;
using Xunit;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Translation.Tests;

/// <summary>The guest's page tables count: A and D, faults, privilege, INVLPG and CR3.</summary>
public sealed unsafe class PagingCases
{
    private const ulong Present = 1, Writable = 2, User = 4, Accessed = 0x20, Dirty = 0x40;

    [Fact]
    public void AReadSetsAccessedAndAWriteSetsDirty()
    {
        using var guest = new Guest();
        guest.Run(code => code.mov(rax, __qword_ptr[(long)Guest.Data]));
        Assert.Equal(Accessed, guest.Memory.Read<ulong>(Guest.DataEntry(0)) & (Accessed | Dirty));
        guest.Run(code =>
        {
            code.mov(rcx, (long)Guest.Data);
            code.mov(__qword_ptr[rcx], rax);
        });
        Assert.Equal(Accessed | Dirty, guest.Memory.Read<ulong>(Guest.DataEntry(0)) & (Accessed | Dirty));
    }

    [Theory]
    [InlineData(0UL, 0u)]
    [InlineData(Guest.DataPhysical | Present, 3u)]
    public void APageFaultIsPrecise(ulong entry, uint errorCode)
    {
        using var guest = new Guest();
        guest.Memory.Write(Guest.DataEntry(1), entry);
        ulong at = Guest.Data + 0x1008;
        var exit = guest.Run(code =>
        {
            code.mov(rcx, (long)at);
            code.mov(rax, 5L);
            code.cmp(rax, 5);
            if (errorCode == 0) code.add(rax, __qword_ptr[rcx]);
            else code.add(__qword_ptr[rcx], rax);
            code.mov(rax, 6L);
        });
        Assert.Equal((ExitKind.Exception, ExceptionVector.PF, at, errorCode), (exit.Kind, exit.Vector, exit.Address, exit.ErrorCode));
        Assert.Equal(Guest.Code + 26, guest.Cpu->Rip);
        Assert.Equal(5UL, guest.Cpu->Rax);
        Assert.NotEqual(0UL, guest.Cpu->Rflags & Rflags.ZF);
    }

    [Fact]
    public void UserCodeDoesNotReachSupervisorPages()
    {
        using var guest = new Guest();
        // The code's own page must be the user's: take the table entry of the first 2 MiB.
        guest.Memory.Write(0x3000UL, guest.Memory.Read<ulong>(0x3000) | User);
        guest.Memory.Write(Guest.DataEntry(2), Guest.DataPhysical | Present | Writable);
        guest.Run(code => code.mov(rax, __qword_ptr[(long)Guest.Data + 0x2000]));
        guest.Cpu->Cpl = 3;
        var exit = guest.Run(code =>
        {
            code.mov(rcx, (long)Guest.Data + 0x2000);
            code.mov(rax, __qword_ptr[rcx]);
        });
        Assert.Equal((ExitKind.Exception, ExceptionVector.PF, 5u), (exit.Kind, exit.Vector, exit.ErrorCode));
    }

    [Fact]
    public void AnUnmappedPageIsGoneAfterInvlpg()
    {
        using var guest = new Guest();
        void Read(Assembler code)
        {
            code.mov(rcx, (long)Guest.Data + 0x3000);
            code.mov(rax, __qword_ptr[rcx]);
        }
        Assert.Equal(ExitKind.PortIo, guest.Run(Read).Kind);
        guest.Memory.Write(Guest.DataEntry(3), 0UL);
        guest.Engine.FlushPage(Guest.Data + 0x3000);
        Assert.Equal(ExitKind.Exception, guest.Run(Read).Kind);
    }

    [Fact]
    public void AChangedTableCountsAfterCr3IsWritten()
    {
        using var guest = new Guest();
        guest.Memory.Write(Guest.DataPhysical, 11UL);
        guest.Memory.Write(Guest.DataPhysical + 0x1000, 22UL);
        void Read(Assembler code)
        {
            code.mov(rcx, (long)Guest.Data);
            code.mov(rax, __qword_ptr[rcx]);
        }
        guest.Run(Read);
        Assert.Equal(11UL, guest.Cpu->Rax);
        guest.Memory.Write(Guest.DataEntry(0), Guest.DataPhysical + 0x1000 | Present | Writable);
        guest.Engine.FlushSpace(includingGlobal: false);
        guest.Run(Read);
        Assert.Equal(22UL, guest.Cpu->Rax);
    }
}
