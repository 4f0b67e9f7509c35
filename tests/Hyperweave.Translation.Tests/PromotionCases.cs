using Hyperweave.Vmm.Engines;
using Hyperweave.Vmm.Host;
using Iced.Intel;
using Xunit;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Translation.Tests;

/// <summary>The second tier on a thread of its own, while the guest goes on in the first.</summary>
public sealed unsafe class PromotionCases
{
    [Fact]
    public void ALoopIsReplacedWhileItRuns()
    {
        const uint turns = 1_000_000_000, turnsOfTheFirstTier = 4000;
        using var guest = new Guest();
        guest.Engine.PromotesAside = true;
        var exit = guest.Run(code =>
        {
            var again = code.CreateLabel();
            code.xor(eax, eax);
            code.mov(ecx, turns);
            code.Label(ref again);
            code.add(rax, rcx);
            code.dec(rcx);
            code.jne(again);
        });
        Assert.Equal(ExitKind.PortIo, exit.Kind);
        Assert.Equal(turns / 2 * (turns + 1UL), guest.Cpu->Rax);
        var statistics = guest.Engine.Statistics;
        Assert.True(statistics.TranslatedInstructions > statistics.FirstTierInstructions, "the second tier has made nothing");
        // Each count that ends is a fault, until the other thread is done: a host that is busy may let it wait for a second.
        Assert.InRange(statistics.Faults, 1, turns / turnsOfTheFirstTier / 2);
    }

    /// <summary>Each round writes another number into the loop, which is being promoted, or was, or will be.</summary>
    [Fact]
    public void CodeThatChangesMeanwhileIsNotTakenOver()
    {
        const uint rounds = 1500, turns = 5000;
        using var guest = new Guest();
        guest.Engine.PromotesAside = true;
        var exit = guest.Run(code =>
        {
            var (round, again) = (code.CreateLabel(), code.CreateLabel());
            code.xor(ebx, ebx);
            code.mov(edx, rounds);
            code.Label(ref round);
            code.lea(rsi, __[again]);
            code.mov(__dword_ptr[rsi + 1], edx);
            code.mov(ecx, turns);
            code.Label(ref again);
            code.mov(eax, 0x1234_5678);
            code.add(rbx, rax);
            code.dec(ecx);
            code.jne(again);
            code.dec(edx);
            code.jne(round);
        });
        Assert.Equal(ExitKind.PortIo, exit.Kind);
        Assert.Equal((ulong)turns * rounds * (rounds + 1) / 2, guest.Cpu->Rbx);
    }

    /// <summary>All code is forgotten again and again while more of it is being made.</summary>
    [Fact]
    public void AFullCodeCacheDropsWhatIsUnderWay()
    {
        const int loops = 1000;
        using var guest = new Guest(codeCacheBytes: 1 << 20);
        guest.Engine.PromotesAside = true;
        var exit = guest.Run(code =>
        {
            var round = code.CreateLabel();
            code.xor(ebx, ebx);
            code.mov(edx, 3);
            code.Label(ref round);
            for (int loop = 0; loop < loops; loop++)
            {
                var again = code.CreateLabel();
                code.mov(ecx, 2000);
                code.Label(ref again);
                for (int step = 0; step < 40; step++) code.inc(rbx);
                code.dec(ecx);
                code.jne(again);
            }
            code.dec(edx);
            code.jne(round);
        });
        Assert.Equal(ExitKind.PortIo, exit.Kind);
        Assert.Equal(3UL * loops * 2000 * 40, guest.Cpu->Rbx);
        Assert.InRange(guest.Engine.Statistics.Evictions, 1, int.MaxValue);
    }

    /// <summary>It is awake for a moment each time, in which promotions wait; where the machine has no leisure for them, they are made all the same.</summary>
    [Theory, InlineData(true), InlineData(false)]
    public void AGuestThatIsMostlyHaltedGetsTheSecondTierToo(bool rests)
    {
        const int turns = 300, mostHalts = 20_000;
        using var guest = new Guest();
        guest.Engine.PromotesAside = true;
        var code = new Assembler(64);
        var (sleep, again) = (code.CreateLabel(), code.CreateLabel());
        code.Label(ref sleep);
        code.hlt();
        code.mov(ecx, turns);
        code.Label(ref again);
        code.add(rax, rcx);
        code.dec(rcx);
        code.jne(again);
        code.jmp(sleep);
        guest.Load(code);
        var statistics = guest.Engine.Statistics;
        int halts = 0;
        ProcessorThread.Run(guest.Context, () =>
        {
            while (statistics.TranslatedInstructions == statistics.FirstTierInstructions && halts < mostHalts)
            {
                if (guest.Engine.Run().Kind == ExitKind.Halt) halts++;
                // A halted processor sleeps, and on a busy host the other thread waits for that.
                if (halts % 100 == 0) Thread.Sleep(1);
                while (rests && guest.Engine.Rest());
            }
        });
        Assert.InRange(halts, 4000 / turns, mostHalts - 1);
        Assert.Equal((ulong)(halts - 1) * turns * (turns + 1) / 2, guest.Cpu->Rax);
    }
}
