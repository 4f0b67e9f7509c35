using System.Collections.Concurrent;

namespace Hyperweave.Vmm.Devices;

/// <summary>What other threads have for the processor's, on which all devices live: it is done there, in order, between two exits of the guest.</summary>
public sealed class ProcessorInbox
{
    private readonly ConcurrentQueue<Action> _waiting = new();

    /// <summary>Makes the processor come by soon; null where it does by itself.</summary>
    public Action? Kick { get; set; }

    /// <summary>From any thread.</summary>
    public void Post(Action work)
    {
        _waiting.Enqueue(work);
        Kick?.Invoke();
    }

    /// <summary>Does what waits. On the processor's thread.</summary>
    public void Run()
    {
        while (_waiting.TryDequeue(out var work)) work();
    }
}
