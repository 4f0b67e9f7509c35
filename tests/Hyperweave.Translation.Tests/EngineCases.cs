using Hyperweave.Vmm;
using Hyperweave.Vmm.Engines;
using Hyperweave.Vmm.GuestMemory;
using Iced.Intel;
using Xunit;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Translation.Tests;

/// <summary>What a guest may rely on beside arithmetic: paging, changed code, confinement, flags, exits.</summary>
public sealed unsafe class EngineCases
{
    private const ulong Present = 1, Writable = 2, User = 4, Accessed = 0x20, Dirty = 0x40;

    private static Exit Run(Guest guest, Action<Assembler> write)
    {
        var code = new Assembler(64);
        write(code);
        code.@out(0xF4, al);
        guest.Engine.Written(Guest.Code, 4096);
        guest.Load(code);
        guest.Cpu->Rip = Guest.Code;
        return guest.Run();
    }

    [Fact]
    public void AReadSetsAccessedAndAWriteSetsDirty()
    {
        using var guest = new Guest();
        Run(guest, code => code.mov(rax, __qword_ptr[(long)Guest.Data]));
        Assert.Equal(Accessed, guest.Memory.Read<ulong>(Guest.DataEntry(0)) & (Accessed | Dirty));
        Run(guest, code =>
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
        var exit = Run(guest, code =>
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
        Run(guest, code => code.mov(rax, __qword_ptr[(long)Guest.Data + 0x2000]));
        guest.Cpu->Cpl = 3;
        var exit = Run(guest, code =>
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
        Assert.Equal(ExitKind.PortIo, Run(guest, Read).Kind);
        guest.Memory.Write(Guest.DataEntry(3), 0UL);
        guest.Engine.FlushPage(Guest.Data + 0x3000);
        Assert.Equal(ExitKind.Exception, Run(guest, Read).Kind);
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
        Run(guest, Read);
        Assert.Equal(11UL, guest.Cpu->Rax);
        guest.Memory.Write(Guest.DataEntry(0), Guest.DataPhysical + 0x1000 | Present | Writable);
        guest.Engine.FlushSpace(includingGlobal: false);
        Run(guest, Read);
        Assert.Equal(22UL, guest.Cpu->Rax);
    }

    [Fact]
    public void CodeThatChangesItselfIsSeen()
    {
        using var guest = new Guest();
        // The immediate of "mov eax, 1" is overwritten by the loop itself: 1 + 2 + 3.
        var exit = Run(guest, code =>
        {
            var again = code.CreateLabel();
            var patched = code.CreateLabel();
            code.xor(ebx, ebx);
            code.mov(ecx, 3);
            code.mov(edx, 1);
            code.Label(ref again);
            code.lea(rsi, __[patched]);
            code.mov(__dword_ptr[rsi + 1], edx);
            code.Label(ref patched);
            code.mov(eax, 0);
            code.add(ebx, eax);
            code.inc(edx);
            code.dec(ecx);
            code.jne(again);
        });
        Assert.Equal(ExitKind.PortIo, exit.Kind);
        Assert.Equal(6UL, guest.Cpu->Rbx);
    }

    public static TheoryData<ulong> WildAddresses() => new()
    {
        0x0000_7FFF_FFFF_FFF8, 0x0000_8000_0000_0000, 0xFFFF_7FFF_FFFF_FFF8, 0xFFFF_8000_0000_0000, 0xFFFF_FFFF_FFFF_FFF8,
        0x8000_0000_0000_0000, 0x4000_0000_0000_0000, 0x3FFF_FFFF_FFFF_F000, 0x0000_1000_0000_0000, 0x0000_7F00_0000_0000,
        0x0000_5000_0000_0000 - 8, 0x0000_5080_0000_0000, 0x0000_4F80_0000_0000, 0xC000_0000_0000_0000, 0xBFFF_FFFF_FFFF_F000,
    };

    /// <summary>The guest never reaches the host: a write anywhere that it has not mapped is its own fault.</summary>
    [Theory]
    [MemberData(nameof(WildAddresses))]
    public void AWildAddressFaultsInTheGuest(ulong address)
    {
        using var guest = new Guest();
        foreach (int displacement in new[] { 0, 8, int.MinValue, int.MaxValue - 7 })
        {
            var exit = Run(guest, code =>
            {
                code.mov(rcx, (long)(address - (ulong)(long)displacement));
                code.mov(__qword_ptr[rcx + displacement], rax);
            });
            Check(exit, address);
        }
        var indexed = Run(guest, code =>
        {
            code.mov(rcx, (long)Guest.Data);
            code.mov(rdx, (long)(address - Guest.Data) >> 3);
            code.mov(rax, __qword_ptr[rcx]);
            code.mov(__qword_ptr[rcx + rdx * 8], rax);
        });
        Check(indexed, Guest.Data + (ulong)((long)(address - Guest.Data) >> 3) * 8);
    }

    /// <summary>A stack pointer anywhere: PUSH and stack variables fault in the guest.</summary>
    [Theory]
    [MemberData(nameof(WildAddresses))]
    public void AWildStackFaultsInTheGuest(ulong address)
    {
        using var guest = new Guest();
        Assert.Equal(ExitKind.Exception, Run(guest, code =>
        {
            code.mov(rsp, (long)address);
            code.push(rax);
        }).Kind);
        Assert.Equal(address, guest.Cpu->Rsp);
        Assert.Equal(ExitKind.Exception, Run(guest, code =>
        {
            code.mov(rsp, (long)Guest.Stack);
            code.mov(rcx, (long)(address - Guest.Stack));
            code.add(rsp, 0x7FFF_0000);
            code.add(rsp, 0x7FFF_0000);
            code.mov(rsp, (long)address);
            code.mov(__qword_ptr[rsp - 8], rax);
        }).Kind);
    }

    /// <summary>RSP moved by constants through window after window never lands in another one.</summary>
    [Fact]
    public void AWanderingStackKeepsItsGuestValue()
    {
        using var guest = new Guest();
        var exit = Run(guest, code =>
        {
            var again = code.CreateLabel();
            code.mov(ecx, 1000);
            code.Label(ref again);
            code.add(rsp, 0x7FFF_F000);
            code.dec(ecx);
            code.jne(again);
            code.mov(rbx, rsp);
        });
        Assert.Equal(ExitKind.PortIo, exit.Kind);
        Assert.Equal(Guest.Stack + 1000UL * 0x7FFF_F000, guest.Cpu->Rbx);
    }

    private static void Check(in Exit exit, ulong address)
    {
        Assert.Equal(ExitKind.Exception, exit.Kind);
        bool canonical = ProcessorMode.IsCanonical(address);
        Assert.Equal(canonical ? ExceptionVector.PF : ExceptionVector.GP, exit.Vector);
        if (canonical) Assert.Equal(address, exit.Address);
    }

    [Fact]
    public void DivisionByZeroIsPrecise()
    {
        using var guest = new Guest();
        var exit = Run(guest, code =>
        {
            code.mov(eax, 7);
            code.xor(edx, edx);
            code.xor(r12d, r12d);
            code.div(r12d);
        });
        Assert.Equal((ExitKind.Exception, ExceptionVector.DE), (exit.Kind, exit.Vector));
        Assert.Equal(7UL, guest.Cpu->Rax);
        Assert.Equal(Guest.Code + 10, guest.Cpu->Rip);
    }

    /// <summary>A kernel in the upper half: code, stack and data under addresses with bit 63 set, and the same RAM below.</summary>
    [Theory]
    [InlineData(0xFFFF_FF80_0000_0000)]
    [InlineData(0xFFFF_8000_0000_0000)]
    public void TheUpperHalfWorksAsTheLower(ulong origin)
    {
        using var guest = new Guest();
        ulong slot = origin >> 39 & 511;
        guest.Memory.Write(0x1000 + slot * 8, guest.Memory.Read<ulong>(0x1000));
        var code = new Assembler(64);
        var function = code.CreateLabel();
        var again = code.CreateLabel();
        var end = code.CreateLabel();
        code.mov(ecx, 100);
        code.xor(eax, eax);
        code.Label(ref again);
        code.call(function);
        code.sub(rsp, 64);
        code.mov(__qword_ptr[rsp + 8], rax);
        code.mov(rdx, rsp);
        code.add(rax, __qword_ptr[rdx + 8]);
        code.lea(rsp, __[rsp + 64]);
        code.dec(ecx);
        code.jne(again);
        code.jmp(end);
        code.Label(ref function);
        code.push(rbp);
        code.mov(rbp, rsp);
        code.sub(rsp, 32);
        code.lea(rbx, __[end]);
        code.mov(rdi, __qword_ptr[rbx]);
        code.inc(rax);
        code.leave();
        code.ret();
        code.Label(ref end);
        code.@out(0xF4, al);
        guest.Load(Guest.Code, Guest.Assemble(code, origin + Guest.Code));
        guest.Cpu->Rip = origin + Guest.Code;
        guest.Cpu->Rsp = origin + Guest.Stack;
        var exit = guest.Run();
        Assert.Equal(ExitKind.PortIo, exit.Kind);
        ulong expected = 0;
        for (int round = 0; round < 100; round++) expected = (expected + 1) * 2;
        Assert.Equal((expected, origin + Guest.Stack), (guest.Cpu->Rax, guest.Cpu->Rsp));
        Assert.Equal(origin + Guest.Stack - 64, guest.Cpu->Rdx);
    }

    /// <summary>The end of one window is the beginning of the next, for loads and for a stack that is moved across by a constant.</summary>
    [Fact]
    public void AnAccessAcrossTheEndOfASlotReachesBothSides()
    {
        using var guest = new Guest();
        // The last page of the data's slot and the first of the next one.
        ulong border = Guest.Data + (1UL << 39);
        guest.Memory.Write(0x1000 + (border >> 39 & 511) * 8, guest.Memory.Read<ulong>(0x1000));
        guest.Memory.Write(0x5000UL + 511 * 8, 0x8000UL | Present | Writable | User);
        guest.Memory.Write(0x8000UL + 511 * 8, 0x9000UL | Present | Writable | User);
        guest.Memory.Write(0x9000UL + 511 * 8, Guest.DataPhysical | Present | Writable | User);
        guest.Memory.Write(Guest.DataPhysical + 4092, 0x1111_1111u);
        guest.Memory.Write(0UL, 0x2222_2222u);
        var exit = Run(guest, code =>
        {
            code.mov(rcx, (long)border - 4);
            code.mov(rax, __qword_ptr[rcx]);
            code.mov(ebx, __dword_ptr[rcx + 4]);
            code.mov(rsp, (long)border + 4);
            code.pop(rdx);
            code.mov(rsp, (long)border + 4);
            code.sub(rsp, 8);
            code.pop(rdx);
        });
        Assert.Equal(ExitKind.PortIo, exit.Kind);
        Assert.Equal(0x2222_2222_1111_1111UL, guest.Cpu->Rax);
        Assert.Equal(0x2222_2222UL, guest.Cpu->Rbx);
        Assert.Equal(0x2222_2222_1111_1111UL, guest.Cpu->Rdx);
    }

    [Fact]
    public void TaskSwitchedMakesFloatingPointFault()
    {
        using var guest = new Guest();
        Assert.Equal(ExitKind.PortIo, Run(guest, code => code.addsd(xmm0, xmm1)).Kind);
        guest.Cpu->Cr0 |= Cr0.TS;
        var exit = Run(guest, code =>
        {
            code.mov(ebx, 3);
            code.addsd(xmm0, xmm1);
        });
        Assert.Equal((ExitKind.Exception, ExceptionVector.NM), (exit.Kind, exit.Vector));
        Assert.Equal(3UL, guest.Cpu->Rbx);
    }

    [Fact]
    public void SingleSteppingIsRefused()
    {
        using var guest = new Guest();
        guest.Cpu->Rflags |= Rflags.TF;
        Assert.Equal(ExitKind.Unsupported, Run(guest, code => code.nop()).Kind);
    }

    [Fact]
    public void PushfAndPopfCarryTheInterruptFlag()
    {
        using var guest = new Guest();
        Run(guest, code =>
        {
            code.sti();
            code.stc();
            code.pushfq();
            code.cli();
            code.clc();
            code.pushfq();
            code.pop(rbx);
            code.popfq();
            code.pushfq();
            code.pop(rcx);
        });
        Assert.Equal(2UL, guest.Cpu->Rbx & (Rflags.IF | Rflags.CF | 2));
        Assert.Equal(Rflags.IF | Rflags.CF | 2, guest.Cpu->Rcx & (Rflags.IF | Rflags.CF | 2));
        Assert.Equal(1UL, guest.Cpu->InterruptFlag);
    }

    [Fact]
    public void AWaitingInterruptIsTakenAfterTheInstructionThatFollowsSti()
    {
        using var guest = new Guest();
        guest.Engine.InterruptPending = true;
        var exit = Run(guest, code =>
        {
            code.sti();
            code.mov(ebx, 1);
            code.mov(ebx, 2);
        });
        Assert.Equal(ExitKind.InterruptWindow, exit.Kind);
        Assert.Equal(1UL, guest.Cpu->Rbx);
    }

    [Fact]
    public void AnEndlessLoopCanBeLeft()
    {
        using var guest = new Guest();
        var code = new Assembler(64);
        var again = code.CreateLabel();
        code.Label(ref again);
        code.jmp(again);
        guest.Load(code);
        Exit exit = default;
        using var timer = new Timer(_ => guest.Engine.RequestExit(), null, 50, Timeout.Infinite);
        Vmm.Host.ProcessorThread.Run(guest.Context, () => exit = guest.Engine.Run());
        Assert.Equal(ExitKind.Interrupted, exit.Kind);
        Assert.Equal(Guest.Code, guest.Cpu->Rip);
    }

    [Fact]
    public void CallsAndReturnsFindTheirWay()
    {
        using var guest = new Guest();
        Run(guest, code =>
        {
            var function = code.CreateLabel();
            var end = code.CreateLabel();
            var again = code.CreateLabel();
            code.xor(eax, eax);
            code.mov(ecx, 1000);
            code.Label(ref again);
            code.call(function);
            code.lea(rdx, __[function]);
            code.call(rdx);
            code.dec(ecx);
            code.jne(again);
            code.jmp(end);
            code.Label(ref function);
            code.inc(eax);
            code.ret();
            code.Label(ref end);
        });
        Assert.Equal(2000UL, guest.Cpu->Rax);
        Assert.Equal(Guest.Stack, guest.Cpu->Rsp);
        Assert.True(guest.Engine.Statistics.TranslatedBlocks > 0);
    }
}
