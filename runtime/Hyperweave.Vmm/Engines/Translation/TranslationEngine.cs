using Hyperweave.Vmm.GuestMemory;
using Hyperweave.Vmm.Host;
using Hyperweave.Vmm.Operations;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// Runs unmodified guest code by translating it to host code in this process. 64-bit code, and 32-bit code in flat segments, is translated region by region;
/// everything else, and what a translation leaves out, is interpreted. docs/translation.md explains the whole with an example.
/// </summary>
public sealed unsafe partial class TranslationEngine : IDebuggedEngine, ICodeWrites
{
    private const ulong StepCacheBytes = 64 << 10;
    private readonly ProcessorContext _context;
    private readonly CpuState* _cpu;
    private readonly GuestPhysicalMemory _memory;
    private readonly PageWalker _walker;
    private readonly CodeCache _cache, _stepCache = new(StepCacheBytes);
    private readonly CodePages _codePages = new();
    private readonly WindowMapper _windows;
    private readonly PageBiases _pages;
    private readonly SpaceManager _spaces;
    private readonly Translator _translator;
    private readonly Interpreter _interpreter;
    private readonly Watchpoints _watchpoints;
    private readonly ReturnSegments _returns;
    private readonly HypercallPageExits? _hypercalls;
    private readonly List<Region> _overwritten = [];
    private bool _interruptPending;
    private (ulong Cr0, ulong Cr4, ulong Efer) _mode;

    /// <param name="context">Made with <see cref="ContextBytes"/> for the engine; Run is called on its processor thread.</param>
    /// <param name="watchpoints">What the guest's debug registers watch.</param>
    /// <param name="codeCacheBytes">A multiple of 4 KiB, at least twice <see cref="Translator.RegionRoom"/>.</param>
    /// <param name="hypercallPage">Guest address of a paravirtual image's hypercall page; calls into it are exits.</param>
    internal TranslationEngine(ProcessorContext context, GuestRam ram, GuestPhysicalMemory memory, PageWalker walker, ProcessorModel model, Watchpoints watchpoints,
        ulong codeCacheBytes, ulong? hypercallPage = null)
    {
        _context = context;
        _cpu = context.Cpu;
        (_memory, _walker, _watchpoints) = (memory, walker, watchpoints);
        _returns = new ReturnSegments(context, memory, walker);
        _cache = new CodeCache(codeCacheBytes);
        PrepareContext();
        var fetcher = new InstructionFetcher(_cpu, memory, walker, new OfferedInstructions(model.Features));
        _interpreter = new Interpreter(_cpu, memory, walker, fetcher, new NativeStep(context, _stepCache), this, watchpoints) { Executed = Statistics.Interpreted };
        _pages = new PageBiases(context, ram, memory, _codePages);
        _spaces = new SpaceManager(context, memory, _windows = new WindowMapper(ram, memory, _cpu, _codePages, watchpoints), _pages);
        _translator = new Translator(context, _cache, fetcher, memory, _codePages, _spaces, Statistics);
        _spaces.OnNewCode = _translator.ClearTargets;
        _spaces.OnActivated = _translator.Activate;
        _spaces.OnDroppedCode = _translator.Drop;
        watchpoints.Changed = WatchpointsChanged;
        if (hypercallPage is ulong page) _hypercalls = new HypercallPageExits(page);
    }

    /// <summary>What the engine needs of its context.</summary>
    internal static ulong ContextBytes => EngineLayout.Bytes;

    public EngineStatistics Statistics { get; } = new();

    /// <summary>See <see cref="Translator.Turns"/>; it counts for code that is translated from now on.</summary>
    internal int Turns { set => _translator.Turns = value; }

    /// <summary>See <see cref="Translator.PromotesAside"/>. What runs when depends on the host then, not what it does.</summary>
    internal bool PromotesAside { set => _translator.PromotesAside = value; }

    public bool InterruptPending { set => _interruptPending = value; }

    public IExitHandler? Handler { private get; set; }

    public void RequestExit()
    {
        Interlocked.Exchange(ref _context.Word(ContextLayout.PendingFlag), 1);
        _context.ProtectPollPage(readable: false);
    }

    public void FlushPage(ulong address)
    {
        _returns.Flush(includingGlobal: true);
        _spaces.CheckPage(address);
    }

    public void FlushSpace(bool includingGlobal)
    {
        _returns.Flush(includingGlobal);
        if (TakeModeChange()) ForgetAll();
        else _spaces.MarkForCheck(includingGlobal);
    }

    public void FlushContext(ushort context)
    {
        _returns.Flush(includingGlobal: false);
        _spaces.MarkForCheck(context);
    }

    public void SwitchContext()
    {
        _returns.Flush(includingGlobal: false);
        _spaces.SwitchContext();
    }

    /// <summary>True when what page tables mean, or what they allow, is not what it was.</summary>
    private bool TakeModeChange()
    {
        var mode = (_cpu->Cr0 & (Cr0.PE | Cr0.PG | Cr0.WP), _cpu->Cr4 & (Cr4.PSE | Cr4.PAE | Cr4.SMEP | Cr4.SMAP), _cpu->Efer & (Efer.LMA | Efer.NXE));
        bool changed = mode != _mode;
        _mode = mode;
        return changed;
    }

    /// <summary>A store to RAM that did not go through translated code: by the interpreter, or by the machine.</summary>
    public void Written(ulong physical, int length)
    {
        _overwritten.Clear();
        for (ulong at = physical, end = physical + (ulong)length; at < end;)
        {
            ulong next = Math.Min(end, (at | 0xFFF) + 1);
            _codePages.Find(at, (int)(next - at), _overwritten);
            at = next;
        }
        foreach (var region in _overwritten) _translator.Remove(region);
    }

    public void Dispose()
    {
        _translator.Stop();
        _spaces.Reset();
        _windows.Release();
        _pages.Release();
        _cache.Dispose();
        _stepCache.Dispose();
    }

    private void PrepareContext()
    {
        _context.Word(ContextLayout.IndexMask) = ~((1UL << EngineLayout.SlotShift) - 1);
        _context.Word(EngineLayout.UpperHalf) = ~(ulong)uint.MaxValue;
        _returns.Flush(includingGlobal: true);
        _context.Word(EngineLayout.SystemCallStub) = (ulong)PrivilegeStubs.SystemCall;
        _context.Word(EngineLayout.SystemReturnStub) = (ulong)PrivilegeStubs.SystemReturn;
        _context.Word(EngineLayout.InterruptReturnStub) = (ulong)PrivilegeStubs.InterruptReturn;
        _context.Word(EngineLayout.StatusMask) = EngineLayout.Status;
        _context.Word(EngineLayout.InterruptBit) = Rflags.IF;
        _context.Word(EngineLayout.FlagStack) = (ulong)_context.Base + EngineLayout.FlagStackEnd;
        _context.Word(EngineLayout.OtherMask) = ~(EngineLayout.Status | Rflags.IF | Rflags.Fixed);
    }

    private void ForgetAll()
    {
        _unlinked = 0;
        _spaces.Reset();
        _translator.Reset();
    }

    /// <summary>Forgets the code, and nothing else: windows, and what they rest on, stay.</summary>
    private void ForgetCode()
    {
        (_unlinked, _left, _missed) = (0, null, false);
        _translator.Reset();
        _spaces.ForgetCode();
        Statistics.Evictions++;
    }

    private bool TakeRequest()
    {
        if (Volatile.Read(ref _context.Word(ContextLayout.PendingFlag)) == 0) return false;
        _context.ProtectPollPage(readable: true);
        return Interlocked.Exchange(ref _context.Word(ContextLayout.PendingFlag), 0) != 0;
    }
}
