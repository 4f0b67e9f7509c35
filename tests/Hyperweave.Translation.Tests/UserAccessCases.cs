using Hyperweave.Vmm;
using Hyperweave.Vmm.Engines;
using Iced.Intel;
using Xunit;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Translation.Tests;

/// <summary>SMAP for a kernel in the upper half, where STAC and CLAC need no exit; in the lower half the scenarios ask the same.</summary>
public sealed unsafe class UserAccessCases
{
    private const ulong Present = 1, Writable = 2, User = 4, Upper = 0xFFFF_8000_0000_0000;
    private const ulong Protection = 1, Write = 2;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AUserPageIsReachedWhileAccessIsAllowedAndOnlyThen(bool writes)
    {
        using var guest = KernelAbove();
        var exit = Run(guest, code =>
        {
            var again = code.CreateLabel();
            code.mov(rdi, (long)Guest.Data);
            code.mov(ecx, 100);
            code.Label(ref again);
            code.stac();
            code.inc(__dword_ptr[rdi]);
            code.clac();
            code.dec(ecx);
            code.jne(again);
            code.mov(ebx, 1);
            if (writes) code.mov(__dword_ptr[rdi], ebx);
            else code.mov(eax, __dword_ptr[rdi]);
            code.mov(ebx, 2);
        });
        Assert.Equal((ExitKind.Exception, ExceptionVector.PF, Guest.Data, (uint)(Protection | (writes ? Write : 0))), (exit.Kind, exit.Vector, exit.Address, exit.ErrorCode));
        Assert.Equal((0UL, 1UL, 100u), (guest.Cpu->Rcx, guest.Cpu->Rbx, guest.Memory.Read<uint>(Guest.DataPhysical)));
        Assert.Equal(0UL, guest.Cpu->Rflags & Rflags.AC);
        Assert.True(guest.Engine.Statistics.Exits < 20, $"{guest.Engine.Statistics.Exits} exits");
    }

    [Fact]
    public void StatusFlagsAndRegistersStay()
    {
        using var guest = KernelAbove();
        Run(guest, code =>
        {
            code.mov(rcx, 0x1234_5678_9ABCL);
            code.mov(r12, 12L);
            code.mov(r13, 13L);
            code.mov(eax, -1);
            code.add(eax, 1);
            code.stac();
            code.setc(bl);
            code.setz(bh);
            code.pushfq();
            code.pop(rdx);
            code.clac();
            code.setc(al);
            code.pushfq();
            code.pop(rsi);
        });
        Assert.Equal((0x1234_5678_9ABCUL, 12UL, 13UL, 0x101UL, 1UL), (guest.Cpu->Rcx, guest.Cpu->R12, guest.Cpu->R13, guest.Cpu->Rbx, guest.Cpu->Rax));
        Assert.Equal(Rflags.AC, (guest.Cpu->Rdx ^ guest.Cpu->Rsi) & ~0x8D5UL);
    }

    /// <summary>More slots of user pages than are exchanged at once, and a supervisor page in one of them.</summary>
    [Fact]
    public void ManySlotsAreAllReached()
    {
        const int slots = 7;
        using var guest = KernelAbove();
        ulong data = guest.Memory.Read<ulong>(Guest.FirstTableEntry + (Guest.Data >> 39 & 511) * 8);
        for (ulong slot = 1; slot <= slots; slot++) guest.Memory.Write(Guest.FirstTableEntry + slot * 8, data);
        ulong Page(int slot) => (ulong)slot << 39 | Guest.Data & (1UL << 39) - 1;
        var exit = Run(guest, code =>
        {
            for (int round = 0; round < 3; round++)
            {
                code.stac();
                for (int slot = 1; slot <= slots; slot++)
                {
                    code.mov(rdi, (long)Page(slot));
                    code.inc(__dword_ptr[rdi]);
                }
                code.clac();
            }
            code.mov(ebx, __dword_ptr[rdi]);
        });
        Assert.Equal((ExitKind.Exception, Page(slots)), (exit.Kind, exit.Address));
        Assert.Equal(3u * slots, guest.Memory.Read<uint>(Guest.DataPhysical));
    }

    [Fact]
    public void AStackOnAUserPageIsNoWayIn()
    {
        using var guest = KernelAbove();
        var exit = Run(guest, code =>
        {
            code.mov(rbp, rsp);
            code.stac();
            code.mov(rsp, (long)Guest.Data + 64);
            code.push(rbp);
            code.pop(rax);
            code.clac();
            code.mov(ebx, 1);
            code.push(rbp);
            code.mov(ebx, 2);
        });
        Assert.Equal((ExitKind.Exception, Guest.Data + 56, 1UL), (exit.Kind, exit.Address, guest.Cpu->Rbx));
    }

    [Fact]
    public void AUserPageInTheUpperHalfIsNoWayIn()
    {
        using var guest = KernelAbove();
        const ulong at = Upper | 1UL << 39;
        guest.Memory.Write(Guest.FirstTableEntry + 257 * 8, guest.Memory.Read<ulong>(Guest.FirstTableEntry + (Guest.Data >> 39 & 511) * 8));
        var exit = Run(guest, code =>
        {
            code.mov(rdi, unchecked((long)(at | Guest.Data & (1UL << 39) - 1)));
            code.stac();
            code.inc(__dword_ptr[rdi]);
            code.mov(ebx, __dword_ptr[rdi]);
            code.clac();
            code.inc(__dword_ptr[rdi]);
        });
        Assert.Equal((ExitKind.Exception, 3u, 1UL), (exit.Kind, exit.ErrorCode, guest.Cpu->Rbx));
    }

    /// <summary>RAM once more at the beginning of the upper half, where code and stack are; SMAP on.</summary>
    private static Guest KernelAbove()
    {
        var guest = new Guest();
        guest.Memory.Write(Guest.FirstTableEntry + 256 * 8, guest.Memory.Read<ulong>(Guest.FirstTableEntry));
        guest.Cpu->Cr4 |= Cr4.SMAP;
        guest.Cpu->Rsp = Upper + Guest.Stack;
        return guest;
    }

    private static Exit Run(Guest guest, Action<Assembler> write)
    {
        var code = new Assembler(64);
        write(code);
        code.@out(0xF4, al);
        guest.Load(Guest.Code, Guest.Assemble(code, Upper + Guest.Code));
        guest.Cpu->Rip = Upper + Guest.Code;
        for (;;)
        {
            var exit = guest.Run();
            if (exit.Kind != ExitKind.Operation) return exit;
            // What is not done in line is the machine's, which is not here.
            guest.Cpu->Rflags = exit.Instruction.Mnemonic == Mnemonic.Stac ? guest.Cpu->Rflags | Rflags.AC : guest.Cpu->Rflags & ~Rflags.AC;
            guest.Cpu->Rip = exit.Instruction.NextIP;
        }
    }
}
