using System.Runtime.CompilerServices;
using Hyperweave.Vmm.Building;
using Hyperweave.Vmm.GuestMemory;
using Hyperweave.Vmm.Host;
using Hyperweave.Vmm.Paravirtual;

namespace Hyperweave.Vmm.Engines.Direct;

/// <summary>
/// Runs a paravirtual image natively, in this process and at the guest's own addresses. The guest leaves by its hypercall
/// page, by a fault, or because an exit was asked for. docs/direct.md describes how, and what isolation is partial.
/// </summary>
internal sealed unsafe partial class DirectEngine : IDebuggedEngine
{
    /// <summary>PML4 entries are compared without accessed and ignored bits.</summary>
    private const ulong EntryMeaning = ~0x20UL;
    private const ulong FrameMask = (1UL << PageWalker.PhysicalAddressBits) - 1 & ~0xFFFUL;
    private const int TopShift = 39;

    private readonly MachineBase _machine;
    private readonly ParavirtualGuest _guest;
    private readonly HypercallDispatcher _dispatcher;
    private readonly CpuState* _cpu;
    private readonly GuestMappings _mappings;
    private readonly DirectFaults _faults;
    private MachineStatistics? _hypercallCounts;
    private ulong _root;
    private bool _stale;

    /// <param name="machine">Its image has been accepted by <see cref="ImageProof"/>.</param>
    public DirectEngine(MachineBase machine, ParavirtualGuest guest)
    {
        (_machine, _guest, _dispatcher) = (machine, guest, guest.Dispatcher);
        _cpu = machine.Cpu;
        _mappings = new GuestMappings(machine.Ram);
        var filler = new PageFiller(machine, _mappings, new FrameRights(machine.Image, guest.Note));
        _faults = new DirectFaults(machine, filler, Statistics);
        _planted = new PlantedBreakpoints(machine.Memory, machine.Walker);
        _root = _cpu->Cr3;
        Word(ContextLayout.AsynchronousExit) = 1;
        guest.Calls.PresentEntryReplaced = () => _stale = true;
    }

    public EngineStatistics Statistics { get; } = new();

    /// <summary>Nothing to watch for: the guest itself calls when it unmasks while an event is pending.</summary>
    public bool InterruptPending { set { } }

    /// <remarks>Compiled in full at once: precompiled code would make its calls of <see cref="NativeEntry"/> the slow way, and a loop that stays inside is never replaced.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public Exit Run()
    {
        Statistics.Exits++;
        _hypercallCounts ??= _machine.Services.Machine.Statistics;
        EnterFully();
        while (true)
        {
            switch (Word(ContextLayout.Exit))
            {
                case ExitCode.Call when HypercallDispatcher.IsPlain(_cpu->Rdi) && !_hasBreakpoints:
                    Answer();
                    break;
                case ExitCode.Call: return new Exit { Kind = ExitKind.Hypercall };
                case ExitCode.Return: return Leave(ExitKind.HypercallIret, _guest.Note.HypercallPage + Abi.HypercallPage.Iret);
                // The slot has popped its return address into R11, which SYSCALL would overwrite too.
                case ExitCode.SystemCall: return Leave(ExitKind.HypercallSystemCall, _cpu->R11);
                case ExitCode.Requested: return Interrupted();
                case ExitCode.Fault when _hasBreakpoints && IsAtBreakpoint(): return new Exit { Kind = ExitKind.Breakpoint };
                default:
                    if (_faults.Handle(out var exit)) return exit;
                    EnterFully();
                    break;
            }
        }
    }

    public void RequestExit() => _machine.Thread.RequestExit();

    public void FlushPage(ulong address) => _mappings.UnmapPage(address);

    /// <summary>
    /// On a change of address space the mappings below equal top-level entries stay, as these lead to the same tables; a
    /// kernel's own part is shared that way. A reload of the same root has something to forget only where a present entry
    /// was replaced without a flush of its page.
    /// </summary>
    public void FlushSpace(bool includingGlobal)
    {
        ulong old = _root;
        _root = _cpu->Cr3;
        if (_stale || includingGlobal) _mappings.UnmapAll();
        else if ((old & FrameMask) != (_root & FrameMask)) _mappings.UnmapWhere(extent => Differs(old, extent.Start));
        _stale = false;
    }

    public void Dispose()
    {
        _mappings.Dispose();
        _stepper?.Dispose();
    }

    private bool Differs(ulong old, ulong address)
    {
        ulong index = (address >> TopShift & 511) * 8;
        ulong before = _machine.Memory.Read<ulong>((old & FrameMask) + index), now = _machine.Memory.Read<ulong>((_root & FrameMask) + index);
        return ((before ^ now) & EntryMeaning) != 0;
    }

    /// <summary>FaultRip tells where an exit request found the guest; an entry given up leaves it as it was set here.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void EnterFully()
    {
        if (_hasBreakpoints) _planted.Follow(_breakpoints);
        Word(ContextLayout.FaultRip) = Word(ContextLayout.EntryRip) = _cpu->Rip;
        NativeEntry.Enter();
    }

    /// <summary>A hypercall without a way over the machine: what makes it cheap.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Answer()
    {
        _hypercallCounts!.CountHypercall(_cpu->Rdi);
        _dispatcher.Dispatch();
        Word(ContextLayout.FaultRip) = _cpu->Rip;
        NativeEntry.ReturnFromCall();
    }

    /// <summary>A word of the context, which begins with the processor's state: one load less than through the context.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref ulong Word(int offset) => ref *(ulong*)((byte*)_cpu + offset);

    private Exit Leave(ExitKind kind, ulong rip)
    {
        _cpu->Rip = rip;
        return new Exit { Kind = kind };
    }

    private Exit Interrupted()
    {
        Interlocked.Exchange(ref Word(ContextLayout.PendingFlag), 0);
        _cpu->Rip = Word(ContextLayout.FaultRip);
        return new Exit { Kind = ExitKind.Interrupted };
    }
}
