using Hyperweave.Vmm;
using Hyperweave.Vmm.Engines;
using Iced.Intel;
using Xunit;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Translation.Tests;

/// <summary>The window arithmetic at its borders: wherever a guest address leads, it is the guest's RAM or the guest's fault.</summary>
public sealed unsafe class ConfinementCases
{
    private const ulong Present = 1, Writable = 2, User = 4;

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
            var exit = guest.Run(code =>
            {
                code.mov(rcx, (long)(address - (ulong)(long)displacement));
                code.mov(__qword_ptr[rcx + displacement], rax);
            });
            Check(exit, address);
        }
        var indexed = guest.Run(code =>
        {
            code.mov(rcx, (long)Guest.Data);
            code.mov(rdx, (long)(address - Guest.Data) >> 3);
            code.mov(rax, __qword_ptr[rcx]);
            code.mov(__qword_ptr[rcx + rdx * 8], rax);
        });
        Check(indexed, Guest.Data + (ulong)((long)(address - Guest.Data) >> 3) * 8);
    }

    /// <summary>NOP with an operand looks nothing up, so that the access after it must: R12 holds what the guest has left there.</summary>
    [Fact]
    public void ANopDoesNotStandForALookup()
    {
        using var guest = new Guest();
        ulong canary = 0x0123_4567_89AB_CDEF, place = (ulong)&canary;
        guest.Cpu->R12 = 0;
        var exit = guest.Run(code =>
        {
            code.mov(rcx, (long)place);
            code.jmp(code.@F);
            code.AnonymousLabel();
            code.nop(__dword_ptr[rcx]);
            code.mov(rax, __qword_ptr[rcx]);
        });
        Assert.Equal(ExitKind.Exception, exit.Kind);
        Assert.NotEqual(canary, guest.Cpu->Rax);
    }

    /// <summary>A stack pointer anywhere: PUSH and stack variables fault in the guest.</summary>
    [Theory]
    [MemberData(nameof(WildAddresses))]
    public void AWildStackFaultsInTheGuest(ulong address)
    {
        using var guest = new Guest();
        Assert.Equal(ExitKind.Exception, guest.Run(code =>
        {
            code.mov(rsp, (long)address);
            code.push(rax);
        }).Kind);
        Assert.Equal(address, guest.Cpu->Rsp);
        Assert.Equal(ExitKind.Exception, guest.Run(code =>
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
        var exit = guest.Run(code =>
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
        var exit = guest.Run(code =>
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
}
