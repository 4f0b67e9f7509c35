using Hyperweave.Vmm;
using Hyperweave.Vmm.Engines;
using Iced.Intel;
using Xunit;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Translation.Tests;

/// <summary>Faults of the guest cost the host one signal each, and what the guest can see stays as it is without windows.</summary>
public sealed unsafe class SignalCases : IDisposable
{
    private const ulong Present = 1, Writable = 2, Accessed = 0x20, Dirty = 0x40;
    private const ulong Page = Guest.Data + 0x1000, Handler = Guest.Code + 0x800;
    private readonly Guest _guest = new();

    public void Dispose() => _guest.Dispose();

    [Theory]
    [InlineData(false, 0UL, 0, Accessed)]
    [InlineData(true, Accessed | Dirty, 0, Accessed | Dirty)]
    // Only the store itself may set D.
    [InlineData(true, Accessed, 1, Accessed | Dirty)]
    public void APageThatTheHandlerMapsIsThereWhenItReturns(bool writes, ulong bits, int signals, ulong after)
    {
        ulong access = Refuse(writes);
        _guest.Memory.Write(Guest.DataEntry(1), Guest.DataPhysical + 0x1000 | Present | Writable | bits);
        Assert.Equal(signals, Return(access));
        Assert.Equal(ExitKind.PortIo, _last.Kind);
        Assert.Equal(after, _guest.Memory.Read<ulong>(Guest.DataEntry(1)) & (Accessed | Dirty));
    }

    [Fact]
    public void AHandlerThatGoesOnElsewhereTouchesNoPage()
    {
        ulong access = Refuse(writes: false);
        _guest.Memory.Write(Guest.DataEntry(1), Guest.DataPhysical + 0x1000 | Present);
        Assert.Equal(0, Return(access + 3));
        Assert.Equal(0UL, _guest.Memory.Read<ulong>(Guest.DataEntry(1)) & Accessed);
    }

    [Fact]
    public void AHandlerThatMapsNothingIsEnteredAgain()
    {
        Return(Refuse(writes: false));
        Assert.Equal((ExitKind.Exception, Page), (_last.Kind, _last.Address));
    }

    [Fact]
    public void StoresToCodeInARowShareASignal()
    {
        const int turns = 10;
        var exit = _guest.Run(code =>
        {
            var (again, patched) = (code.CreateLabel(), code.CreateLabel());
            code.mov(ecx, turns);
            code.Label(ref again);
            code.lea(rsi, __[patched]);
            code.mov(__dword_ptr[rsi + 1], ecx);
            code.mov(__word_ptr[rsi + 2], cx);
            code.mov(__dword_ptr[rsi + 1], ecx);
            code.Label(ref patched);
            code.mov(eax, 0);
            code.add(ebx, eax);
            code.dec(ecx);
            code.jne(again);
        });
        Assert.Equal((ExitKind.PortIo, turns * (turns + 1UL) / 2), (exit.Kind, _guest.Cpu->Rbx));
        Assert.InRange(_guest.Engine.Statistics.Faults, turns - 1, turns + 3);
    }

    private Exit _last;

    /// <summary>Runs to the page fault of an access of three bytes; gives its address.</summary>
    private ulong Refuse(bool writes)
    {
        var handler = new Assembler(64);
        handler.iretq();
        _guest.Load(Handler, Guest.Assemble(handler, Handler));
        _guest.Cpu->Rip = Handler;
        Assert.Equal(ExitKind.Operation, _guest.Run().Kind);
        _guest.Memory.Write(Guest.DataEntry(1), 0UL);
        _last = _guest.Run(code =>
        {
            code.mov(rcx, (long)Page);
            if (writes) code.mov(__qword_ptr[rcx], rax);
            else code.mov(rax, __qword_ptr[rcx]);
        });
        Assert.Equal((ExitKind.Exception, Page, writes ? 2u : 0u), (_last.Kind, _last.Address, _last.ErrorCode));
        return _guest.Cpu->Rip;
    }

    /// <summary>The handler's IRETQ, to this address; how many signals what follows costs.</summary>
    private int Return(ulong rip)
    {
        _guest.Cpu->Rip = Handler;
        Assert.Equal(ExitKind.Operation, _guest.Run().Kind);
        long before = _guest.Engine.Statistics.Faults;
        _guest.Cpu->Rip = rip;
        _last = _guest.Run();
        return (int)(_guest.Engine.Statistics.Faults - before);
    }
}
