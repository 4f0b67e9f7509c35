namespace Hyperweave.Hosting.Kernel;

/// <summary>
/// A process has one place for guest RAM at its own addresses: machines take turns. Tests that run side by side wait here for
/// each other; one thread that wants two machines at once would wait for itself, and is told so.
/// </summary>
internal sealed class WindowTurn : IDisposable
{
    // A long queue of tests is no reason to give up.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly SemaphoreSlim s_free = new(1);
    private static volatile Thread? s_holder;

    private bool _disposed;

    /// <exception cref="HostedMachineException">Another machine has kept it for too long.</exception>
    public WindowTurn()
    {
        if (s_holder == Thread.CurrentThread && s_free.CurrentCount == 0)
            throw new HostedMachineException("this thread has a hosted machine already, and a process has one at a time: dispose it first");
        if (!s_free.Wait(Patience))
            throw new HostedMachineException($"another hosted machine of this process has not been disposed for {Patience.TotalMinutes:0} minutes, and a process has one at a time");
        s_holder = Thread.CurrentThread;
    }

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        s_holder = null;
        s_free.Release();
    }
}
