namespace Hyperweave.Hosting.Kernel;

/// <summary>Two threads of which one runs at a time: the kernel's, and the one that calls Run.</summary>
internal sealed class Baton
{
    private readonly SemaphoreSlim _kernel = new(0), _caller = new(0);

    /// <summary>The caller lets the kernel run, until it gives the baton back.</summary>
    public void GiveToKernel() => _kernel.Release();

    /// <summary>The caller waits for it; false when the time is over.</summary>
    public bool WaitForKernel(TimeSpan limit) => _caller.Wait(limit);

    /// <summary>The kernel rests.</summary>
    public void Rest()
    {
        GiveToCaller();
        WaitForCaller();
    }

    /// <summary>The kernel waits until it may begin.</summary>
    public void WaitForCaller() => _kernel.Wait();

    /// <summary>The kernel has ended.</summary>
    public void GiveToCaller() => _caller.Release();
}
