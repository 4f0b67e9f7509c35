namespace Hyperweave.Vmm.Devices;

/// <summary>A level-triggered interrupt line of several devices: it is high while any of them drives it.</summary>
public sealed class SharedLine(Action<bool> line)
{
    private int _driving;

    /// <summary>One more device's end of the line.</summary>
    public Action<bool> Join()
    {
        bool drives = false;
        return high =>
        {
            if (high == drives) return;
            drives = high;
            _driving += high ? 1 : -1;
            line(_driving != 0);
        };
    }
}
