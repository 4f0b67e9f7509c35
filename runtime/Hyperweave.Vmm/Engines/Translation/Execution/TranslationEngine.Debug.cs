using Hyperweave.Vmm.Delivery;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// Breakpoints and steps: the debugger's and the guest's own (RFLAGS.TF, DR0–DR3). No guest byte is changed: a breakpoint on an
/// instruction is an address at which no region goes on, so that the loop comes by and sees it; a page with a breakpoint on data is
/// in no window, so that the interpreter makes each access to it; a step is the interpreter's.
/// </summary>
public sealed unsafe partial class TranslationEngine
{
    private IReadOnlySet<ulong> _breakpoints = new HashSet<ulong>();
    private bool _hasBreakpoints;
    private HashSet<ulong> _stops = [];

    public void SetBreakpoints(IReadOnlySet<ulong> addresses)
    {
        _breakpoints = addresses;
        _hasBreakpoints = addresses.Count != 0;
        SetStops();
    }

    private void WatchpointsChanged()
    {
        SetStops();
        foreach (ulong page in _watchpoints.Pages) _spaces.Unmap(page);
    }

    /// <summary>Where no region may go on, for the debugger and for the guest.</summary>
    private void SetStops()
    {
        var stops = _breakpoints.Concat(_watchpoints.Instructions).ToHashSet();
        foreach (ulong address in stops.Except(_stops)) _translator.RemoveAt(address);
        _translator.Breakpoints = _stops = stops;
    }

    public Exit StepInstruction()
    {
        _unlinked = 0;
        if (TakeRequest()) return Interrupted;
        if (_hypercalls is not null && _hypercalls.TryExit(_cpu, _memory, _walker, out var exit))
            return exit.Kind == ExitKind.Interrupted ? new Exit { Kind = ExitKind.Stepped } : exit;
        if (_watchpoints.WatchesInstructions && IsAtWatchedInstruction(out exit)) return exit;
        if ((_cpu->Rflags & Rflags.TF) != 0) _cpu->PendingDebug |= Dr6.BS;
        return _interpreter.Step(out exit) ? new Exit { Kind = ExitKind.Stepped } : exit;
    }

    /// <summary>Under RFLAGS.TF the machine looks on after each instruction; a trap follows.</summary>
    private bool StepAlone(out Exit exit)
    {
        _unlinked = 0;
        _cpu->PendingDebug |= Dr6.BS;
        return _interpreter.Step(out exit) && Stepped(out exit);
    }

    private static bool Stepped(out Exit exit)
    {
        exit = new Exit { Kind = ExitKind.Stepped };
        return false;
    }

    /// <summary>A breakpoint of the guest's on the instruction at RIP: a fault, which RF or the shadow of MOV SS holds back (Intel SDM 3B 17.3.1.1).</summary>
    private bool IsAtWatchedInstruction(out Exit exit)
    {
        exit = new Exit { Kind = ExitKind.Exception, Vector = ExceptionVector.DB };
        if ((_cpu->Rflags & Rflags.RF) != 0 || _cpu->InterruptShadow == InterruptShadow.MovSs) return false;
        ulong linear = ProcessorMode.Is64Bit(*_cpu) ? _cpu->Rip : (uint)(_cpu->Cs.Base + _cpu->Rip);
        uint met = _watchpoints.AtInstruction(linear);
        if (met != 0) DebugException.Report(_cpu, met);
        return met != 0;
    }

    private bool IsAtBreakpoint(out Exit exit)
    {
        exit = new Exit { Kind = ExitKind.Breakpoint };
        return _breakpoints.Contains(_cpu->Rip);
    }
}
