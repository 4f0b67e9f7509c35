using System.Diagnostics;
using System.Runtime.CompilerServices;
using Hyperweave.Vmm;
using Hyperweave.Vmm.Host;
using Iced.Intel;
using Xunit;
using Xunit.Abstractions;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Direct.Tests.Host;

/// <summary>Prints what the ways in and out cost: dotnet test tests/Hyperweave.Direct.Tests -c Release --filter HostTimings --logger "console;verbosity=detailed".</summary>
public unsafe class HostTimings(ITestOutputHelper output)
{
    // Short repeats, of which some run undisturbed on a busy machine.
    private const int Rounds = 4_000, FaultRounds = 100, Repeats = 400;

    [Fact]
    public void Exit_and_entry()
    {
        using var guest = new GuestCode();
        ulong leave = guest.Piece(_ => { });
        ulong calls = guest.Emit(CallLoop(guest));
        ulong fault = guest.Piece(code => { code.xor(edi, edi); code.mov(rax, __qword_ptr[rdi]); });
        ProcessorThread.Run(guest.Context, () =>
        {
            Print("full exit and entry", Measure(() => Full(guest, leave), Rounds));
            guest.Context.Cpu->Xcr0 |= Xcr0.Avx;
            Print("the same with AVX", Measure(() => Full(guest, leave), Rounds));
            guest.Context.Cpu->Xcr0 &= ~Xcr0.Avx;
            Print("call exit and return", Measure(() => Calls(guest, calls), Rounds));
            Print("fault (signal) and entry", Measure(() => Faults(guest, fault), FaultRounds));
        });
    }

    /// <summary>A guest that calls a function of the hypercall kind for ever.</summary>
    private static Assembler CallLoop(GuestCode guest)
    {
        var page = new Assembler(64);
        page.pop(r11);
        page.mov(rax, (long)NativeEntry.CallExit);
        page.jmp(rax);
        ulong function = guest.Emit(page);
        var loop = new Assembler(64);
        var again = loop.CreateLabel();
        loop.mov(rbx, (long)function);
        loop.Label(ref again);
        loop.call(rbx);
        loop.jmp(again);
        return loop;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Full(GuestCode guest, ulong piece)
    {
        guest.Context.Word(ContextLayout.EntryRip) = piece;
        for (int i = 0; i < Rounds; i++) NativeEntry.Enter();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Calls(GuestCode guest, ulong piece)
    {
        guest.Run(piece);
        for (int i = 0; i < Rounds; i++)
        {
            guest.Context.Cpu->Rax = (ulong)i;
            NativeEntry.ReturnFromCall();
        }
    }

    private static void Faults(GuestCode guest, ulong piece)
    {
        for (int i = 0; i < FaultRounds; i++) guest.Run(piece);
    }

    private static (double Least, double Median) Measure(Action action, int rounds)
    {
        var times = new List<double>();
        for (int i = 0; i < Repeats; i++)
        {
            long start = Stopwatch.GetTimestamp();
            action();
            times.Add(Stopwatch.GetElapsedTime(start).TotalNanoseconds / rounds);
        }
        times.Sort();
        return (times[0], times[Repeats / 2]);
    }

    private void Print(string what, (double Least, double Median) nanoseconds) =>
        output.WriteLine($"{what}: {nanoseconds.Least:F1} ns, median {nanoseconds.Median:F1} ns");
}
