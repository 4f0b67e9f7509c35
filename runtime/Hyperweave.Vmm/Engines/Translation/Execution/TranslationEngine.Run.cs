using System.Runtime.CompilerServices;
using Hyperweave.Vmm.Host;
using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// The loop: find or make the translation of what RIP points at, run it, and see why it was left. What is on the way of every
/// exit is compiled with full optimisation at once: the runtime's tiers would get there only after seconds of a busy guest.
/// </summary>
public sealed unsafe partial class TranslationEngine
{
    private static readonly Exit Interrupted = new() { Kind = ExitKind.Interrupted };

    /// <summary>The number of the link that was left by last: it is linked once its target is known.</summary>
    private int _unlinked;
    private bool _missed;
    /// <summary>What runs, or ran last, is 32-bit code.</summary>
    private bool _isNarrow;
    private long _narrowSteps;
    /// <summary>The host address of the entry taken last.</summary>
    private ulong _entered;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public Exit Run()
    {
        _unlinked = 0;
        if (_hasHalted) WakeUp();
        Exit exit = default;
        for (;;)
        {
            if (TakeRequest()) return Interrupted;
            if (Step(ref exit)) continue;
            Statistics.Exits++;
            _hasHalted = exit.Kind == ExitKind.Halt;
            return exit;
        }
    }

    /// <summary>Runs some guest code; false when the machine must act, as <paramref name="exit"/> says.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool Step(ref Exit exit)
    {
        if (_hasBreakpoints && IsAtBreakpoint(out exit)) return false;
        if (_hypercalls is not null && _hypercalls.TryExit(_cpu, _memory, _walker, out exit)) return exit.Kind == ExitKind.Interrupted;
        if (_watchpoints.WatchesInstructions && IsAtWatchedInstruction(out exit)) return false;
        if ((_cpu->Rflags & Rflags.TF) != 0) return StepAlone(out exit);
        bool translates = (ProcessorMode.Is64Bit(*_cpu) || IsNarrowAndWarm()) && _cpu->InterruptShadow == 0 && !ProcessorMode.ChecksAlignment(*_cpu);
        if (!translates) return Interpret(out exit);
        if (!_spaces.MakeRoom()) ForgetAll();
        if (_translator.IsFull) ForgetCode();
        var space = _spaces.Activate();
        if (_translator.HasPromoted(space) && !IsInHaste) _translator.TakePromoted(space);
        var entry = Find(space, _cpu->Rip);
        if (entry is null) return Interpret(out exit);
        Connect(entry);
        return Go(Prepare(entry), ref exit);
    }

    /// <summary>32-bit code that is translated; not yet the few dozen instructions that lead to long mode, which are run once.</summary>
    private bool IsNarrowAndWarm() => NarrowCode.IsRunning(*_cpu) && _narrowSteps++ >= _translator.Turns;

    private bool Interpret(out Exit exit)
    {
        _unlinked = 0;
        if (!_interpreter.Step(out exit)) return false;
        if (_cpu->PendingDebug != 0) return Stepped(out exit);
        if (!_interruptPending || _cpu->InterruptFlag == 0 || _cpu->InterruptShadow != 0) return true;
        exit = new Exit { Kind = ExitKind.InterruptWindow };
        return false;
    }

    private EntryPoint? Look(GuestSpace space, ulong rip) =>
        space.Entries.TryGetValue(rip, out var entry) ? entry : _translator.Find(space, rip, Hints);

    private Hints Hints => new(_cpu);

    private void Connect(EntryPoint entry)
    {
        if (_unlinked != 0) _translator.Link(_unlinked, entry);
        else if (_missed) _translator.Publish(entry);
        (_unlinked, _missed) = (0, false);
    }

    /// <summary>Puts the context as the entry expects it; gives its host address.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private ulong Prepare(EntryPoint entry)
    {
        _isNarrow = entry.Region.Code.IsNarrow;
        if (_isNarrow) PlaceNarrow();
        else PlaceStack();
        _context.Word(RegisterPlan.HomeOf(12)) = _cpu->R12;
        _context.Word(RegisterPlan.HomeOf(13)) = _cpu->R13;
        // RF ends with the instruction that IRET has returned to (Intel SDM 3B 17.3.1.1).
        _cpu->Rflags &= ~Rflags.RF;
        ulong other = _cpu->Rflags & ~(EngineLayout.Status | Rflags.Fixed);
        _context.Word(EngineLayout.OtherFlags) = other;
        bool isWatched = _interruptPending || _watchpoints.WatchesInstructions;
        _context.Word(EngineLayout.SlowFlags) = other | _cpu->NmiBlocked | (isWatched ? 1UL : 0);
        return _entered = _translator.ExecuteBase + (ulong)entry.Direct;
    }

    /// <summary>RSP as a host address.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void PlaceStack()
    {
        ulong bias = _spaces.BiasOf(_cpu->Rsp);
        _cpu->Rsp += bias;
        _context.Word(ContextLayout.NegatedStackBias) = 0 - bias;
    }

    /// <summary>As 32-bit code expects its registers: zeros above bit 31, and in R15 the host address of guest address 0.</summary>
    private void PlaceNarrow()
    {
        for (int number = 0; number < 8; number++) _cpu->Gpr[number] = (uint)_cpu->Gpr[number];
        ulong origin = _spaces.OpenFirstWindow();
        _context.Word(RegisterPlan.HomeOf(15)) = _cpu->R15;
        _cpu->R15 = origin;
        _context.Word(ContextLayout.NegatedStackBias) = 0;
        _context.Word(EngineLayout.SourceCorrection) = _context.Word(EngineLayout.TargetCorrection) = 0 - origin;
    }

    /// <summary>
    /// Runs host code on the host registers that stand in the context, and sees why it was left: again after what needs only a page to be
    /// mapped, and after plain operations. One method, since .NET prepares each that calls native code for it anew.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool Go(ulong host, ref Exit exit)
    {
        for (;;)
        {
            _context.Word(ContextLayout.EntryRip) = host;
            NativeEntry.Enter();
            switch (_context.Word(ContextLayout.Exit))
            {
                case ExitCode.Fault when Resume(out host): continue;
                case EngineLayout.PageMissExit when ResumeMiss(out host): continue;
                case ExitCode.Fault or EngineLayout.PageMissExit: return Fault(out exit) || Deliver(ref exit);
                case ExitCode.Requested:
                    // The entry was given up: the registers are as they were put for it.
                    if (_context.Word(ContextLayout.EntryRip) is var stopped && stopped != _entered) return Abandoned(stopped);
                    Recover(RegisterPlan.Canonical);
                    return true;
                case >= EngineLayout.FirstLink and var code:
                    return LeftBy((int)(code - EngineLayout.FirstLink));
                case var code:
                    var site = _translator.Site(code);
                    if (!AtSite(site, ref exit)) return false;
                    if (!TryGoOn(site, out host)) return true;
                    continue;
            }
        }
    }

    private bool LeftBy(int link)
    {
        Recover(RegisterPlan.Canonical);
        _cpu->Rip = _translator.TargetOf(link);
        _unlinked = link;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool AtSite(ExitSite site, ref Exit exit)
    {
        Recover(RegisterPlan.Canonical);
        _cpu->Rip = site.Rip;
        switch (site.Kind)
        {
            case SiteKind.Missed:
                Statistics.MissedTargets++;
                _cpu->Rip = _context.Word(EngineLayout.MissedTarget);
                _missed = true;
                return true;
            case SiteKind.Unguarded:
                _translator.Retract(site.Region!, site.Rip);
                return true;
            case SiteKind.Port:
                if (site.UsesDx) site.Exit.Port = (ushort)_cpu->Rdx;
                _cpu->Rip = site.NextRip;
                return Act(site, ref exit);
            case SiteKind.Operation:
                return Act(site, ref exit);
            case SiteKind.Device when _interpreter.TryDeviceAddress(site.Exit.Instruction, out site.Exit.Address):
                return Act(site, ref exit);
            case SiteKind.Device:
                _translator.MeetMemory(site);
                return Interpret(out exit);
            default:
                return Interpret(out exit);
        }
    }

    /// <summary>Turns host registers, as they were when code of this plan was left, into the guest's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Recover(RegisterPlan plan)
    {
        _cpu->Rsp += _context.Word(ContextLayout.NegatedStackBias);
        if (_isNarrow) _cpu->R15 = _context.Word(RegisterPlan.HomeOf(15));
        if (plan == RegisterPlan.Canonical)
        {
            _cpu->R12 = _context.Word(RegisterPlan.HomeOf(12));
            _cpu->R13 = _context.Word(RegisterPlan.HomeOf(13));
            return;
        }
        for (int number = 0; number < 16; number++)
        {
            if ((plan.DisplacedMask >> number & 1) != 0) _cpu->Gpr[number] = _context.Word(RegisterPlan.HomeOf(number));
        }
    }
}
