using System.Diagnostics;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// A guest that has just woken up answers something, a timer most often: work on its translations waits until it sleeps again, if it does so soon.
/// </summary>
public sealed unsafe partial class TranslationEngine
{
    private static readonly TimeSpan Answering = TimeSpan.FromMicroseconds(300), Patience = TimeSpan.FromMilliseconds(10);
    private bool _hasHalted;
    private long _wokeUp, _rested;

    public bool Rest()
    {
        if (!ProcessorMode.Is64Bit(*_cpu)) return false;
        _rested = Stopwatch.GetTimestamp();
        var space = _spaces.Activate();
        if (_translator.HasPromoted(space)) _translator.TakePromoted(space);
        return _translator.PromotePostponed(space);
    }

    private bool IsInHaste => Stopwatch.GetElapsedTime(_wokeUp) < Answering && Stopwatch.GetElapsedTime(_rested) < Patience;

    private void WakeUp() => (_hasHalted, _wokeUp) = (false, Stopwatch.GetTimestamp());
}
