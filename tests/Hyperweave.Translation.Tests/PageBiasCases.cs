using Hyperweave.Vmm;
using Hyperweave.Vmm.Engines;
using Hyperweave.Vmm.Engines.Translation;
using Iced.Intel;
using Xunit;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Translation.Tests;

/// <summary>User code that looks pages up, as all user code does at first: borders, rights, A and D, changes of the tables.</summary>
public sealed unsafe class PageBiasCases
{
    private const ulong Present = 1, Writable = 2, User = 4, Accessed = 0x20, Dirty = 0x40;
    private const ulong Elsewhere = Guest.DataPhysical + 0x9000;

    /// <summary>What lies behind a page's end is the next guest page, wherever that is in RAM.</summary>
    [Theory]
    [InlineData(0xFF9)]
    [InlineData(0xFFC)]
    [InlineData(0xFFF)]
    public void AnAccessAcrossAPagesEndReachesBothPages(int offset)
    {
        using var guest = UserGuest();
        guest.Memory.Write(Guest.DataEntry(1), Elsewhere | Present | Writable | User);
        ulong at = Guest.Data + (ulong)offset, value = 0x1122_3344_5566_7788;
        guest.Run(code =>
        {
            code.mov(rcx, (long)at);
            code.mov(rax, (long)value);
            code.mov(__qword_ptr[rcx], rax);
            code.mov(rbx, __qword_ptr[rcx]);
        });
        Assert.Equal(value, guest.Cpu->Rbx);
        Span<byte> expected = BitConverter.GetBytes(value), first = guest.Memory.Slice(Guest.DataPhysical, 4096);
        Assert.Equal(expected[..(4096 - offset)], first[offset..]);
        Assert.Equal(expected[(4096 - offset)..], guest.Memory.Slice(Elsewhere, offset + 8 - 4096));
        Assert.Equal(0, guest.Memory.Read<byte>(Guest.DataPhysical + 0x1000));
    }

    /// <summary>Addresses whose lower bits are those of a page that is known.</summary>
    [Theory]
    [InlineData(1UL << 47)]
    [InlineData(1UL << 48)]
    [InlineData(1UL << 62)]
    [InlineData(0xFFFF_8000_0000_0000)]
    [InlineData(0x7FFF_8000_0000_0000)]
    public void AnAddressBeyondTheLowerHalfIsNotItsAlias(ulong beyond)
    {
        using var guest = UserGuest();
        ulong at = Guest.Data + beyond;
        var exit = guest.Run(code =>
        {
            code.mov(rcx, (long)Guest.Data);
            code.mov(__qword_ptr[rcx], rcx);
            code.mov(rcx, (long)at);
            code.mov(__qword_ptr[rcx], rax);
        });
        bool canonical = ProcessorMode.IsCanonical(at);
        Assert.Equal((ExitKind.Exception, canonical ? ExceptionVector.PF : ExceptionVector.GP), (exit.Kind, exit.Vector));
        if (canonical) Assert.Equal(at, exit.Address);
        Assert.Equal(Guest.Data, guest.Memory.Read<ulong>(Guest.DataPhysical));
    }

    [Fact]
    public void TheHostIsOutOfReach()
    {
        using var guest = UserGuest();
        ulong canary = 0x0123_4567_89AB_CDEF, place = (ulong)&canary;
        foreach (int distance in new[] { 0, 1, 7 })
        {
            var exit = guest.Run(code =>
            {
                code.mov(rcx, (long)place - distance);
                code.mov(rax, __qword_ptr[rcx + distance]);
            });
            Assert.Equal((ExitKind.Exception, ExceptionVector.PF, place), (exit.Kind, exit.Vector, exit.Address));
        }
        Assert.NotEqual(canary, guest.Cpu->Rax);
    }

    [Fact]
    public void AReadSetsAccessedAndAWriteAfterItSetsDirty()
    {
        using var guest = UserGuest();
        void Touch(bool write) => guest.Run(code =>
        {
            code.mov(rcx, (long)Guest.Data);
            if (write) code.mov(__qword_ptr[rcx], rcx);
            else code.mov(rax, __qword_ptr[rcx]);
        });
        Touch(write: false);
        Assert.Equal(Accessed, guest.Memory.Read<ulong>(Guest.DataEntry(0)) & (Accessed | Dirty));
        Touch(write: true);
        Assert.Equal(Accessed | Dirty, guest.Memory.Read<ulong>(Guest.DataEntry(0)) & (Accessed | Dirty));
        Assert.Equal(Guest.Data, guest.Memory.Read<ulong>(Guest.DataPhysical));
    }

    [Theory]
    [InlineData(Guest.DataPhysical, 5u)]
    [InlineData(Guest.DataPhysical | Present | User, 7u)]
    public void AFaultIsPrecise(ulong entry, uint errorCode)
    {
        using var guest = UserGuest();
        guest.Memory.Write(Guest.DataEntry(1), errorCode == 5 ? entry | Present | Writable : entry);
        var exit = guest.Run(code =>
        {
            code.mov(rcx, (long)Guest.Data + 0x1008);
            code.mov(rax, 5L);
            code.cmp(rax, 5);
            if (errorCode == 5) code.add(rax, __qword_ptr[rcx]);
            else code.add(__qword_ptr[rcx], rax);
        });
        Assert.Equal((ExitKind.Exception, ExceptionVector.PF, Guest.Data + 0x1008, errorCode), (exit.Kind, exit.Vector, exit.Address, exit.ErrorCode));
        Assert.Equal((5UL, Guest.Data + 0x1008), (guest.Cpu->Rax, guest.Cpu->Rcx));
        Assert.NotEqual(0UL, guest.Cpu->Rflags & Rflags.ZF);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AChangedEntryCountsAfterTheFlush(bool all)
    {
        using var guest = UserGuest();
        guest.Memory.Write(Guest.DataPhysical, 1UL);
        guest.Memory.Write(Elsewhere, 2UL);
        void Read() => guest.Run(code =>
        {
            code.mov(rcx, (long)Guest.Data);
            code.mov(rax, __qword_ptr[rcx]);
        });
        Read();
        guest.Memory.Write(Guest.DataEntry(0), Elsewhere | Present | Writable | User);
        if (all) guest.Engine.FlushSpace(includingGlobal: false);
        else guest.Engine.FlushPage(Guest.Data);
        Read();
        Assert.Equal(2UL, guest.Cpu->Rax);
    }

    [Fact]
    public void AStoreToTranslatedCodeIsSeen()
    {
        using var guest = UserGuest();
        guest.Run(code =>
        {
            var again = code.CreateLabel();
            code.lea(rdi, __qword_ptr[again]);
            code.xor(ebx, ebx);
            code.Label(ref again);
            code.mov(eax, 1);
            code.inc(ebx);
            // The immediate of MOV stands behind one byte of opcode.
            code.mov(__dword_ptr[rdi + 1], 2);
            code.cmp(ebx, 2);
            code.jne(again);
        });
        Assert.Equal(2UL, guest.Cpu->Rax);
    }

    /// <summary>Windows once pages stay, page biases when they come again; what is stored one way is read the other way.</summary>
    [Fact]
    public void WhatPagesDoChoosesTheWay()
    {
        var clock = new HandClock();
        var habits = new SpaceHabits(clock);
        Assert.True(habits.Choose(0x1000));
        Assert.False(habits.IsDue);
        habits.Leave();
        clock.Milliseconds += SpaceHabits.PeriodMilliseconds;
        habits.Leave();
        Assert.True(habits.Choose(0x1000));
        clock.Milliseconds += SpaceHabits.PeriodMilliseconds;
        Assert.True(habits.IsDue);
        Assert.False(habits.Choose(0x1000));
        for (int fill = 0; fill <= SpaceHabits.ManyFills; fill++) habits.CountFill();
        Assert.True(habits.Choose(0x1000));

        using var guest = UserGuest();
        for (ulong round = 1; round <= 3; round++)
        {
            guest.Run(code =>
            {
                code.mov(rcx, (long)Guest.Data);
                code.inc(__qword_ptr[rcx]);
                code.mov(rax, __qword_ptr[rcx]);
            });
            Assert.Equal(round, guest.Cpu->Rax);
            Thread.Sleep(SpaceHabits.PeriodMilliseconds + 1);
        }
    }

    /// <summary>Goes on only by hand.</summary>
    private sealed class HandClock : TimeProvider
    {
        internal long Milliseconds { get; set; }
        public override long TimestampFrequency => 1000;
        public override long GetTimestamp() => Milliseconds;
    }

    private static Guest UserGuest()
    {
        var guest = new Guest();
        // The code's own page must be the user's: take the table entry of the first 2 MiB.
        guest.Memory.Write(0x3000UL, guest.Memory.Read<ulong>(0x3000) | User);
        guest.Cpu->Cpl = 3;
        return guest;
    }
}
