using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Hyperweave.Vmm.Devices.Disks;

/// <summary>
/// The thread that waits for a disk's host file in the guest's stead. Requests are performed one after the other, in the order in which
/// they came: so a flush finds every write done that was asked for before it.
/// </summary>
public sealed class DiskThread : IDisposable
{
    private readonly ProcessorInbox _inbox;
    private readonly BlockingCollection<Action> _work = [];
    private readonly Thread _thread;

    /// <param name="inbox">Where requests are completed.</param>
    public DiskThread(ProcessorInbox inbox, string name)
    {
        _inbox = inbox;
        _thread = new Thread(Work) { IsBackground = true, Name = name };
        _thread.Start();
    }

    /// <param name="perform">On this thread.</param>
    /// <param name="complete">Afterwards, on the processor's.</param>
    public void Run(Action perform, Action complete) => _work.Add(() =>
    {
        try
        {
            perform();
            _inbox.Post(complete);
        }
        catch (Exception defect)
        {
            // The processor's thread is where failures of the machine are told of.
            var captured = ExceptionDispatchInfo.Capture(defect);
            _inbox.Post(captured.Throw);
        }
    });

    /// <summary>Returns when everything that was asked for has been performed.</summary>
    public void Drain()
    {
        using var reached = new ManualResetEventSlim();
        _work.Add(reached.Set);
        reached.Wait();
    }

    public void Dispose()
    {
        _work.CompleteAdding();
        _thread.Join();
        _work.Dispose();
    }

    private void Work()
    {
        foreach (var work in _work.GetConsumingEnumerable()) work();
    }
}
