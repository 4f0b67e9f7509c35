using Hyperweave.Vmm.Engines;
using Hyperweave.Vmm.Host;
using Hyperweave.Vmm.Time;
using Iced.Intel;
using Xunit;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Translation.Tests;

/// <summary>The alarm ends a run of guest code, whatever the guest does about interrupts meanwhile.</summary>
public sealed unsafe class AlarmCases
{
    private const int Alarms = 100;
    private const ulong Interval = 300_000;

    /// <summary>Loops without an end.</summary>
    public static TheoryData<string, int> Guests
    {
        get
        {
            var guests = new TheoryData<string, int>();
            foreach (string name in new[] { "on", "off", "on and off", "restored", "on for a moment" })
            {
                guests.Add(name, 0);
                guests.Add(name, 4000);
            }
            return guests;
        }
    }

    [Theory, MemberData(nameof(Guests))]
    public void IsHeard(string interrupts, int turns)
    {
        using var guest = new Guest();
        guest.Engine.Turns = turns;
        guest.Load(Code(interrupts));
        guest.Cpu->InterruptFlag = interrupts == "on" ? 1UL : 0;
        var clock = new HostClock();
        ulong latest = 0;
        // An alarm that is lost is late, not a test without an end.
        using var rescue = new Timer(_ => guest.Engine.RequestExit(), null, 10_000, 10_000);
        ProcessorThread.Run(guest.Context, () =>
        {
            using var alarm = new HostAlarm(clock);
            for (int count = 0; count < Alarms; count++)
            {
                ulong due = clock.Nanoseconds + Interval;
                // A deadline that has come near meanwhile was waited for.
                if (!alarm.Set(due)) continue;
                // It may ring once more than it was asked for: what comes too early is no answer.
                do Assert.Equal(ExitKind.Interrupted, guest.Engine.Run().Kind);
                while (clock.Nanoseconds < due);
                latest = Math.Max(latest, clock.Nanoseconds - due);
            }
        });
        // A test of loss, not of speed: the host may be busy.
        Assert.InRange<ulong>(latest, 0, 5_000_000_000);
        Assert.NotEqual(0UL, guest.Cpu->Rbx);
    }

    /// <summary>A deadline that is nearer than an alarm costs has passed when the alarm would be set; the next one so near is not waited for.</summary>
    [Fact]
    public void ANearDeadlineIsWaitedFor()
    {
        using var guest = new Guest();
        guest.Load(Code("on"));
        var clock = new CountingClock();
        using var rescue = new Timer(_ => guest.Engine.RequestExit(), null, 10_000, 10_000);
        ProcessorThread.Run(guest.Context, () =>
        {
            using var alarm = new HostAlarm(clock);
            Assert.False(alarm.Set(clock.Now + 15_000));
            Assert.Equal(15_000UL, clock.Now);
            Assert.True(alarm.Set(clock.Now + 15_000));
            Assert.Equal(16_000UL, clock.Now);
            Assert.Equal(ExitKind.Interrupted, guest.Engine.Run().Kind);
        });
    }

    /// <summary>Each look takes a microsecond.</summary>
    private sealed class CountingClock : IMachineClock
    {
        internal ulong Now { get; private set; }
        public ulong Nanoseconds => Now += 1_000;
    }

    private static Assembler Code(string interrupts)
    {
        var code = new Assembler(64);
        var (again, inner) = (code.CreateLabel(), code.CreateLabel());
        code.Label(ref again);
        code.inc(rbx);
        if (interrupts == "restored")
        {
            code.pushfq();
            code.cli();
            code.nop();
            code.popfq();
        }
        if (interrupts is "on and off" or "on for a moment")
        {
            code.sti();
            code.nop();
            code.cli();
        }
        if (interrupts == "on for a moment")
        {
            code.mov(ecx, 100_000);
            code.Label(ref inner);
            code.dec(ecx);
            code.jne(inner);
        }
        code.jmp(again);
        return code;
    }
}
