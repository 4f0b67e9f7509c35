using System.Runtime.Intrinsics.X86;
using Hyperweave.Vmm.Time;

namespace Hyperweave.Vmm.Host;

/// <summary>
/// Sleeps almost until a deadline, and spins for the rest. The host wakes a sleeper late, by the time that its processor takes to come
/// out of its own halt, mostly: the slack is learned from the wake-ups, so that about one of a thousand is too late.
/// </summary>
internal sealed class PunctualWait(IMachineClock clock)
{
    /// <summary>What spinning may cost for each wake-up. A host that is later is busy, and has better uses for its processors.</summary>
    internal const ulong MostSlack = 250_000;
    /// <summary>A quantile follows from one-sided steps: a late wake-up weighs as much as a thousand in time.</summary>
    private const ulong Rise = 10_000, Fall = 10;

    /// <summary>In nanoseconds.</summary>
    internal ulong Slack { get; private set; }

    /// <summary>Until the deadline, on the machine's clock, or until the bell rings. May return early.</summary>
    internal void Until(ulong deadline, Doorbell bell)
    {
        ulong now = clock.Nanoseconds, wake = deadline - Math.Min(Slack, deadline);
        if (now < wake)
        {
            if (bell.Wait(wake - now)) return;
            now = clock.Nanoseconds;
            if (now < wake) return;
            Learn(now - wake);
        }
        while (clock.Nanoseconds < deadline && !bell.HasRung) X86Base.Pause();
    }

    /// <summary>A wake-up was this late.</summary>
    internal void Learn(ulong late)
    {
        if (late > MostSlack) return;
        Slack = late > Slack ? Math.Min(Slack + Rise, MostSlack) : Slack - Math.Min(Slack, Fall);
    }
}
