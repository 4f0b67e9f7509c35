using Hyperweave.Abi;
using Hyperweave.Vmm.Time;

namespace Hyperweave.Vmm.Paravirtual;

/// <summary>
/// The clock of the shared page: a line through the time-stamp counter, which the guest computes without a call. It is
/// drawn once, as a later correction could make time go back; what its slope is wrong by (ten parts in a million) it and
/// the machine's clock drift apart, so that deadlines are turned into distances from the guest's own now.
/// </summary>
internal sealed class SharedClock(SharedPageView page, ITimeStampCounter counter, IMachineClock machine)
{
    private const int Shift = 32;
    private const ulong Second = 1_000_000_000;

    /// <summary>Nanoseconds since boot, as the guest computes them.</summary>
    public ulong Nanoseconds
    {
        get
        {
            ulong elapsed = counter.Read() - page.Long(SharedPage.ClockTsc);
            return (ulong)((UInt128)elapsed * Multiplier >> Shift) + page.Long(SharedPage.ClockNanoseconds);
        }
    }

    private ulong Multiplier => (Second << Shift) / counter.Frequency;

    /// <summary>Writes the clock, the sequence being odd meanwhile.</summary>
    public void Publish()
    {
        ref uint sequence = ref page.Word(SharedPage.ClockSequence);
        Volatile.Write(ref sequence, sequence | 1);
        page.Word(SharedPage.ClockShift) = Shift;
        page.Long(SharedPage.ClockMultiplier) = Multiplier;
        page.Long(SharedPage.ClockNanoseconds) = machine.Nanoseconds;
        page.Long(SharedPage.ClockTsc) = counter.Read();
        page.Long(SharedPage.WallClockSeconds) = (ulong)DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        page.Long(SharedPage.TscFrequency) = counter.Frequency;
        Volatile.Write(ref sequence, sequence + 1);
    }

    /// <summary>A deadline of the guest's clock on the machine's; one that has passed is now.</summary>
    public ulong ToMachine(ulong deadline)
    {
        ulong now = Nanoseconds;
        ulong distance = deadline > now ? deadline - now : 0;
        return Math.Min(machine.Nanoseconds + distance, TimerQueue.Never - 1);
    }
}
