using System.Runtime.InteropServices;
using Hyperweave.Vmm;
using Hyperweave.Vmm.Host;
using Iced.Intel;
using Xunit;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Direct.Tests.Host;

public unsafe class NativeEntryTests
{
    [Fact]
    public void The_offsets_are_those_of_the_structure()
    {
        Assert.Equal(ContextLayout.Gpr, (int)Marshal.OffsetOf<CpuState>(nameof(CpuState.Rax)));
        Assert.Equal(ContextLayout.Rip, (int)Marshal.OffsetOf<CpuState>(nameof(CpuState.Rip)));
        Assert.Equal(ContextLayout.Rflags, (int)Marshal.OffsetOf<CpuState>(nameof(CpuState.Rflags)));
        Assert.Equal(ContextLayout.Mxcsr, (int)Marshal.OffsetOf<CpuState>(nameof(CpuState.Fxsave)) + 24);
        Assert.Equal(ContextLayout.Xmm, (int)Marshal.OffsetOf<CpuState>(nameof(CpuState.Fxsave)) + 160);
    }

    [Fact]
    public void Every_register_goes_in_and_comes_out()
    {
        using var guest = new GuestCode();
        ulong nothing = guest.Piece(_ => { });
        var before = new ulong[16];
        ProcessorThread.Run(guest.Context, () =>
        {
            var cpu = guest.Context.Cpu;
            for (int i = 0; i < 16; i++)
            {
                if (i != 4) cpu->Gpr[i] = 0x1111_2222_3333_0000u + (ulong)i;
                before[i] = cpu->Gpr[i];
                ((ulong*)((byte*)cpu + ContextLayout.Xmm))[2 * i] = (ulong)i * 3;
            }
            cpu->Rflags = 2 | 0x0CD5 | 0x4_3000;
            *(uint*)((byte*)cpu + ContextLayout.Mxcsr) = 0x7F80;
            Assert.Equal(ExitCode.Return, guest.Run(nothing));
            // R11 carries the address of the exit.
            for (int i = 0; i < 16; i++) if (i != 11) Assert.Equal(before[i], cpu->Gpr[i]);
            for (int i = 0; i < 16; i++) Assert.Equal((ulong)i * 3, ((ulong*)((byte*)cpu + ContextLayout.Xmm))[2 * i]);
            Assert.Equal(2ul | 0x0CD5 | 0x4_3000, cpu->Rflags);
            Assert.Equal(0x7F80u, *(uint*)((byte*)cpu + ContextLayout.Mxcsr));
        });
    }

    [Theory]
    [InlineData("null reference", 14)]
    [InlineData("division", 0)]
    [InlineData("no instruction", 6)]
    [InlineData("breakpoint", 3)]
    [InlineData("not canonical", 13)]
    [InlineData("privileged", 13)]
    public void A_fault_leaves_with_every_register_as_it_was(string kind, int trap)
    {
        using var guest = new GuestCode();
        ulong piece = guest.Piece(code =>
        {
            code.mov(ebx, 77);
            code.xor(ecx, ecx);
            switch (kind)
            {
                case "null reference": code.mov(rax, __qword_ptr[rcx + 0x123]); break;
                case "division": code.div(ecx); break;
                case "no instruction": code.ud2(); break;
                case "breakpoint": code.int3(); break;
                case "not canonical": code.mov(rdx, 1L << 60); code.mov(rax, __qword_ptr[rdx]); break;
                default: code.hlt(); break;
            }
        });
        ProcessorThread.Run(guest.Context, () =>
        {
            Assert.Equal(ExitCode.Fault, guest.Run(piece));
            Assert.Equal((ulong)trap, guest.Context.Word(ContextLayout.FaultTrap));
            if (trap == 14) Assert.Equal(0x123ul, guest.Context.Word(ContextLayout.FaultAddress));
            Assert.InRange(guest.Context.Word(ContextLayout.FaultRip), piece + 5, piece + 40);
            Assert.Equal(77ul, guest.Context.Cpu->Rbx);
            Assert.Equal(0ul, guest.Context.Cpu->Rcx);
        });
        Assert.True(guest.StackIsUntouched);
    }

    [Fact]
    public void A_call_keeps_each_sides_rounding_mode()
    {
        const uint roundUp = 0x5F80, normal = 0x1F80;
        using var guest = new GuestCode();
        var function = new Assembler(64);
        function.pop(r11);
        function.mov(rax, (long)NativeEntry.CallExit);
        function.jmp(rax);
        ulong address = guest.Emit(function);
        ulong piece = guest.Piece(code =>
        {
            code.mov(__dword_ptr[rsp - 8], roundUp);
            code.ldmxcsr(__dword_ptr[rsp - 8]);
            code.mov(rbx, (long)address);
            code.call(rbx);
            code.mov(__dword_ptr[rsp - 8], 0);
        });
        ProcessorThread.Run(guest.Context, () =>
        {
            Assert.Equal(ExitCode.Call, guest.Run(piece));
            Assert.Equal(roundUp, *(uint*)(guest.Context.Base + ContextLayout.Mxcsr));
            Assert.Equal(normal, *(uint*)(guest.Context.Base + ContextLayout.HostMxcsr) & ~0x3Fu);
            Assert.Equal(1.0, Add(1.0, 1e-17)); // rounded up, the sum would be more
            NativeEntry.ReturnFromCall();
            Assert.Equal(ExitCode.Return, guest.Context.Word(ContextLayout.Exit));
            Assert.Equal(roundUp, *(uint*)(guest.Context.Base + ContextLayout.Mxcsr));
        });
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static double Add(double a, double b) => a + b;

    [Fact]
    public void A_thread_that_ends_leaves_its_exceptions_to_the_one_that_joins()
    {
        using var guest = new GuestCode();
        var failure = Assert.Throws<InvalidOperationException>(() =>
            ProcessorThread.Run(guest.Context, () => throw new InvalidOperationException("from the thread")));
        Assert.Equal("from the thread", failure.Message);
    }

    [Fact]
    public void A_taken_range_is_refused_and_left_alone()
    {
        byte* taken = Memory.Allocate(8192);
        *taken = 42;
        var failure = Assert.Throws<HostException>(() => Memory.ReserveAt((ulong)taken, 4096));
        Assert.Contains($"0x{(ulong)taken:X}", failure.Message);
        Assert.Equal(42, *taken);
        Memory.Free(taken, 8192);
    }
}
