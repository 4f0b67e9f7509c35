using System.Runtime.CompilerServices;
using Hyperweave.Vmm.Host;
using Iced.Intel;
using Xunit;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Direct.Tests.Host;

/// <summary>
/// Guest faults, exit requests, garbage collections and C#'s own hardware exceptions, all at once and on the same thread.
/// HYPERWEAVE_STRESS_SECONDS makes it longer than its two seconds.
/// </summary>
public unsafe class SignalStressTests
{
    private static readonly TimeSpan Duration =
        TimeSpan.FromSeconds(double.TryParse(Environment.GetEnvironmentVariable("HYPERWEAVE_STRESS_SECONDS"), out double s) ? s : 2);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Nothing_is_lost_and_nothing_leaks(int seed)
    {
        using var guest = new GuestCode();
        guest.Context.Word(ContextLayout.AsynchronousExit) = 1;
        var pieces = new Pieces(guest);
        using var stop = new CancellationTokenSource(Duration);
        var counts = new Counts();
        var processor = new ProcessorThread(guest.Context, () =>
        {
            var random = new Random(seed);
            while (!stop.IsCancellationRequested) OneRound(guest, pieces, random, counts);
        });
        processor.Start();
        var requests = Every(() => processor.RequestExit(), 3, seed, stop.Token);
        var storm = Every(() => GC.Collect(seed % 3, GCCollectionMode.Forced), 5, seed, stop.Token);
        processor.Join();
        requests.Join();
        storm.Join();
        Assert.True(counts.Faults > 100 && counts.Requests > 10 && counts.Exceptions > 100, counts.ToString());
        Assert.True(guest.StackIsUntouched);
    }

    private static void OneRound(GuestCode guest, Pieces pieces, Random random, Counts counts)
    {
        counts.Keep(new byte[random.Next(100, 3000)]);
        Loop(guest, pieces.Loop, (ulong)random.Next(10, 200_000), counts);
        Fault(guest, pieces.Read, 14, counts);
        Fault(guest, pieces.Divide, 0, counts);
        Fault(guest, pieces.Undefined, 6, counts);
        Assert.Throws<DivideByZeroException>(() => Divide(5, 0));
        counts.Exceptions++;
        long sum = 0;
        for (int i = 0; i < 20_000; i++) sum += i * (sum ^ i); // A loop that a collection has to interrupt by its signal.
        counts.Sum = sum;
    }

    /// <summary>Counts down in RCX and up in the context: what both say together must not depend on interruptions.</summary>
    private static void Loop(GuestCode guest, ulong loop, ulong rounds, Counts counts)
    {
        ref ulong counter = ref guest.Context.Word(ContextLayout.Temp0);
        counter = 0;
        guest.Context.Cpu->Rcx = rounds;
        for (ulong at = loop; guest.Run(at) != ExitCode.Return;)
        {
            Assert.Equal(ExitCode.Requested, guest.Context.Word(ContextLayout.Exit));
            // Abandoned before it began, it starts over at the same place; interrupted, where it was.
            if (guest.Context.Word(ContextLayout.FaultRip) is var rip and not 0) at = rip;
            Acknowledge(guest, counts);
        }
        Assert.Equal(rounds, counter);
        Assert.True(NativeEntry.CurrentContext == guest.Context.Base);
    }

    private static void Fault(GuestCode guest, ulong piece, ulong trap, Counts counts)
    {
        while (guest.Run(piece) == ExitCode.Requested) Acknowledge(guest, counts);
        Assert.Equal(ExitCode.Fault, guest.Context.Word(ContextLayout.Exit));
        Assert.Equal(trap, guest.Context.Word(ContextLayout.FaultTrap));
        guest.Context.Word(ContextLayout.FaultRip) = 0;
        counts.Faults++;
    }

    private static void Acknowledge(GuestCode guest, Counts counts)
    {
        guest.Context.Word(ContextLayout.FaultRip) = 0;
        Interlocked.Exchange(ref guest.Context.Word(ContextLayout.PendingFlag), 0);
        counts.Requests++;
    }

    private static Thread Every(Action action, int averageMilliseconds, int seed, CancellationToken stop)
    {
        var thread = new Thread(() =>
        {
            var random = new Random(seed);
            while (!stop.IsCancellationRequested)
            {
                action();
                Thread.Sleep(random.Next(2 * averageMilliseconds));
            }
        });
        thread.Start();
        return thread;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Divide(int a, int b) => a / b;

    private sealed class Pieces(GuestCode guest)
    {
        internal readonly ulong Loop = guest.Piece(code =>
        {
            var again = code.CreateLabel();
            code.Label(ref again);
            code.inc(MachineCode.Word(ContextLayout.Temp0));
            code.dec(rcx);
            code.jne(again);
        });

        internal readonly ulong Read = guest.Piece(code => { code.xor(edi, edi); code.mov(rax, __qword_ptr[rdi]); });
        internal readonly ulong Divide = guest.Piece(code => { code.xor(ecx, ecx); code.xor(edx, edx); code.div(rcx); });
        internal readonly ulong Undefined = guest.Piece(code => code.ud2());
    }

    private sealed class Counts
    {
        internal long Faults, Requests, Exceptions, Sum;
        private object? _kept;

        internal void Keep(object value) => _kept = new[] { value, _kept is object[] { Length: 2 } old ? old[0] : value };

        public override string ToString() => $"{Faults} faults, {Requests} requests, {Exceptions} exceptions";
    }
}
