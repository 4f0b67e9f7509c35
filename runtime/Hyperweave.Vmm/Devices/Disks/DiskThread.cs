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
    private int _asked, _performed;

    /// <param name="inbox">Where requests are completed.</param>
    public DiskThread(ProcessorInbox inbox, string name)
    {
        _inbox = inbox;
        _thread = new Thread(Work) { IsBackground = true, Name = name };
        _thread.Start();
    }

    /// <summary>Everything that was asked for has been performed. On the processor's thread.</summary>
    public bool IsIdle => Volatile.Read(ref _performed) == _asked;

    /// <param name="perform">On this thread.</param>
    /// <param name="complete">Afterwards, on the processor's.</param>
    public void Run(Action perform, Action complete)
    {
        _asked++;
        _work.Add(() =>
        {
            try
            {
                perform();
            }
            catch (Exception defect)
            {
                // The processor's thread is where failures of the machine are told of.
                complete = ExceptionDispatchInfo.Capture(defect).Throw;
            }
            Volatile.Write(ref _performed, _performed + 1);
            _inbox.Post(complete);
        });
    }

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
