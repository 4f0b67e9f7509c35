using Hyperweave.Vmm;
using Hyperweave.Vmm.Engines;
using Iced.Intel;
using Xunit;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Translation.Tests;

/// <summary>What a guest may rely on beside arithmetic, paging and confinement: changed code, flags, exits.</summary>
public sealed unsafe class EngineCases
{
    [Fact]
    public void CodeThatChangesItselfIsSeen()
    {
        using var guest = new Guest();
        // The immediate of "mov eax, 1" is overwritten by the loop itself: 1 + 2 + 3.
        var exit = guest.Run(code =>
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

    [Fact]
    public void DivisionByZeroIsPrecise()
    {
        using var guest = new Guest();
        var exit = guest.Run(code =>
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

    [Fact]
    public void TaskSwitchedMakesFloatingPointFault()
    {
        using var guest = new Guest();
        Assert.Equal(ExitKind.PortIo, guest.Run(code => code.addsd(xmm0, xmm1)).Kind);
        guest.Cpu->Cr0 |= Cr0.TS;
        var exit = guest.Run(code =>
        {
            code.mov(ebx, 3);
            code.addsd(xmm0, xmm1);
        });
        Assert.Equal((ExitKind.Exception, ExceptionVector.NM), (exit.Kind, exit.Vector));
        Assert.Equal(3UL, guest.Cpu->Rbx);
    }

    [Fact]
    public void ASingleStepIsOneInstruction()
    {
        using var guest = new Guest();
        guest.Cpu->Rflags |= Rflags.TF;
        var exit = guest.Run(code =>
        {
            code.inc(ebx);
            code.inc(ebx);
        });
        Assert.Equal((ExitKind.Stepped, Dr6.BS, 1UL), (exit.Kind, guest.Cpu->PendingDebug, guest.Cpu->Rbx));
    }

    [Fact]
    public void PushfAndPopfCarryTheInterruptFlag()
    {
        using var guest = new Guest();
        guest.Run(code =>
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
        var exit = guest.Run(code =>
        {
            code.sti();
            code.mov(ebx, 1);
            code.mov(ebx, 2);
        });
        Assert.Equal(ExitKind.InterruptWindow, exit.Kind);
        Assert.Equal(1UL, guest.Cpu->Rbx);
    }

    public static TheoryData<string, Action<Assembler>> EndlessLoops() => new()
    {
        { "a jump", code => { var again = code.CreateLabel(); code.Label(ref again); code.jmp(again); } },
        { "a push and a return", code => AfterCall(code, () => { code.push(rax); code.ret(); }) },
        { "a jump through a register", code => AfterCall(code, () => code.jmp(rax)) },
        { "a stack set anew", code => AfterCall(code, () => { code.mov(rsp, rdi); code.ret(); }) },
        { "a store and a return", code => AfterCall(code, () => { code.mov(rsp, rdi); code.mov(__qword_ptr[rsp], rax); code.ret(); }) },
        { "a return beyond a branch", code => AfterCall(code, () => { var on = code.CreateLabel(); code.test(eax, eax); code.jne(on); code.ud2(); code.Label(ref on); code.push(rax); code.ret(); }) },
    };

    /// <summary>The code that a call returns to, whose address is in RAX and at RDI.</summary>
    private static void AfterCall(Assembler code, Action write)
    {
        var function = code.CreateLabel();
        code.call(function);
        write();
        code.Label(ref function);
        code.mov(rax, __qword_ptr[rsp]);
        code.mov(rdi, rsp);
        code.ret();
    }

    [Theory]
    [MemberData(nameof(EndlessLoops))]
    public void AnEndlessLoopCanBeLeft(string name, Action<Assembler> write)
    {
        using var guest = new Guest();
        var code = new Assembler(64);
        write(code);
        guest.Load(code);
        Exit exit = default;
        using var timer = new Timer(_ => guest.Engine.RequestExit(), null, 50, Timeout.Infinite);
        Vmm.Host.ProcessorThread.Run(guest.Context, () => exit = guest.Engine.Run());
        Assert.Equal((name, ExitKind.Interrupted), (name, exit.Kind));
    }

    [Fact]
    public void CallsAndReturnsFindTheirWay()
    {
        using var guest = new Guest();
        guest.Run(code =>
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
