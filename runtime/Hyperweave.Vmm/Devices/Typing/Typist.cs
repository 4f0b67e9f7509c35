using Hyperweave.Vmm.Time;

namespace Hyperweave.Vmm.Devices.Typing;

/// <summary>
/// Somebody who types: gives one byte of a scan code after another, as fast as the keyboard's line carries them and the guest
/// reads them. Times are the machine's; a byte that is not taken waits, and the rest behind it.
/// </summary>
public sealed class Typist
{
    /// <summary>Eleven bits at about 12 kHz.</summary>
    private const ulong ByteNanoseconds = 1_000_000;

    private readonly Queue<KeyAction> _actions;
    private readonly Queue<byte> _codes = new();
    private readonly DeviceTimer _timer;
    private readonly TimerQueue _timers;
    private bool _isReady;

    public Typist(TimerQueue timers, IEnumerable<KeyAction> actions)
    {
        _actions = new Queue<KeyAction>(actions);
        _timers = timers;
        _timer = timers.Create(_ => BecomeReady());
    }

    /// <summary>Called when the next byte can be taken.</summary>
    public Action? Ready { get; set; }

    /// <summary>Begins to type; once.</summary>
    public void Start() => RestFor(ByteNanoseconds);

    /// <summary>Gives the next byte; false where there is none yet, or none any more.</summary>
    /// <param name="isTranslated">By the 8042, to scan code set 1.</param>
    public bool TryTake(bool isTranslated, out byte code)
    {
        code = 0;
        if (!_isReady) return false;
        if (_codes.Count == 0 && !Next(isTranslated)) return false;
        code = _codes.Dequeue();
        RestFor(ByteNanoseconds);
        return true;
    }

    /// <summary>Takes the next action up; false where that is a pause, or none.</summary>
    private bool Next(bool isTranslated)
    {
        if (!_actions.TryDequeue(out var action)) return false;
        if (action.Pause != default)
        {
            RestFor((ulong)action.Pause.TotalNanoseconds);
            return false;
        }
        foreach (byte code in action.Key.Codes(action.IsRelease, isTranslated)) _codes.Enqueue(code);
        return true;
    }

    private void RestFor(ulong nanoseconds)
    {
        _isReady = false;
        _timer.Arm(_timers.Clock.Nanoseconds + nanoseconds);
    }

    private void BecomeReady()
    {
        _isReady = true;
        Ready?.Invoke();
    }
}
