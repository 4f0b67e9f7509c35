using Hyperweave.Vmm.Engines;

namespace Hyperweave.Hosting.Processor;

/// <summary>
/// The engine that runs no instructions: the kernel's IL runs on the machine's own thread, and what would be an exit is a
/// call into <see cref="KernelProcessor"/>. It leaves <see cref="Run"/> once, when the kernel has ended.
/// </summary>
/// <param name="kernel">Runs the kernel from its entry to its end.</param>
/// <param name="grant">Lets so many polls pass before the next safe point.</param>
internal sealed class HostedEngine(Action kernel, Action<int> grant) : IEngine
{
    public Exit Run()
    {
        kernel();
        return new Exit { Kind = ExitKind.Interrupted };
    }

    public void RequestExit() => grant(0);

    // Every safe point looks.
    public bool InterruptPending { set { } }

    public void FlushPage(ulong address)
    {
    }

    public void FlushSpace(bool includingGlobal)
    {
    }

    /// <summary>The kernel's code is the runtime's, not in its RAM.</summary>
    public void Written(ulong physical, int length) { }

    public EngineStatistics Statistics { get; } = new();

    public void Dispose()
    {
    }
}
