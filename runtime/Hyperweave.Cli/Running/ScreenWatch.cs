using Hyperweave.Vmm;
using Hyperweave.Vmm.Building;
using Hyperweave.Vmm.Devices;

namespace Hyperweave.Cli.Running;

/// <summary>When a guest has shown enough: after a time, or once a text stands on its VGA text screen.</summary>
/// <param name="Text">Within one line of the screen; null for any screen.</param>
internal sealed record ScreenWatch(TimeSpan After, string? Text)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Looks at the screen from now on, beside the guest, and ends the run.</summary>
    public Timer Start(MachineSession session) => new(_ => Look(session), null, After, Interval);

    private void Look(MachineSession session)
    {
        if (Text is null || VgaText.Lines(session.Memory).Any(line => line.Contains(Text, StringComparison.Ordinal)))
            session.Machine.Stop(MachineEnding.PowerOff(0));
    }
}
