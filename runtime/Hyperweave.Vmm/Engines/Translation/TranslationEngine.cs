using Hyperweave.Vmm.GuestMemory;
using Hyperweave.Vmm.Host;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// Runs unmodified guest code by translating it to host code in this process. 64-bit code is translated region by region
/// (<see cref="Regions"/>); everything else is interpreted. docs/translation.md explains the whole with one example.
/// </summary>
public sealed unsafe class TranslationEngine : IEngine
{
    private const ulong CodeCacheBytes = 64 << 20;
    private readonly ProcessorContext _context;
    private readonly CpuState* _cpu;
    private readonly CodeCache _cache = new(CodeCacheBytes);
    private readonly Interpreter _interpreter;

    /// <param name="context">Made with <see cref="ContextBytes"/> for the engine; Run is called on its processor thread.</param>
    /// <param name="hypercallPage">Guest address of a paravirtual image's hypercall page; calls into it are exits.</param>
    internal TranslationEngine(ProcessorContext context, GuestRam ram, GuestPhysicalMemory memory, PageWalker walker, ulong? hypercallPage = null)
    {
        _context = context;
        _cpu = context.Cpu;
        _context.Word(EngineLayout.ExitThunk) = (ulong)NativeEntry.FullExit;
        var fetcher = new InstructionFetcher(_cpu, memory, walker);
        _interpreter = new Interpreter(_cpu, memory, walker, fetcher, new NativeStep(context, _cache), new NoWrites());
    }

    private sealed class NoWrites : ICodeWrites { public void Written(ulong physical, int length) { } }

    /// <summary>What the engine needs of its context.</summary>
    internal static ulong ContextBytes => EngineLayout.Bytes;

    public EngineStatistics Statistics { get; } = new();

    public bool InterruptPending { set => _context.Word(EngineLayout.InterruptWaits) = value ? 1UL : 0; }

    public Exit Run()
    {
        for (;;)
        {
            if (TakeRequest()) return new Exit { Kind = ExitKind.Interrupted };
            if (!_interpreter.Step(out var exit)) return exit;
            if (_context.Word(EngineLayout.InterruptWaits) != 0 && _cpu->InterruptFlag != 0 && _cpu->InterruptShadow == 0)
                return new Exit { Kind = ExitKind.InterruptWindow };
        }
    }

    public void RequestExit()
    {
        Interlocked.Exchange(ref _context.Word(ContextLayout.PendingFlag), 1);
        _context.ProtectPollPage(readable: false);
    }

    public void FlushPage(ulong address) { }

    public void FlushSpace(bool includingGlobal) { }

    public void Dispose() => _cache.Dispose();

    private bool TakeRequest() =>
        Volatile.Read(ref _context.Word(ContextLayout.PendingFlag)) != 0
        && Interlocked.Exchange(ref _context.Word(ContextLayout.PendingFlag), 0) != 0;
}
