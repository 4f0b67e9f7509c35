using Hyperweave.Abi;
using Hyperweave.Vmm.Host;

namespace Hyperweave.Vmm.Engines.Direct;

/// <summary>
/// The debugger's breakpoints and steps. Breakpoints are INT3 in the code's frames while the guest runs, and only then; a step
/// is the interpreter's, so that neither RFLAGS.TF nor a host signal is involved. docs/debugging.md says what the guest can notice.
/// </summary>
internal sealed unsafe partial class DirectEngine
{
    /// <summary>POP R11 in front of the jump of the slots Call and SystemCall.</summary>
    private const ulong PopLength = 2;

    private readonly PlantedBreakpoints _planted;
    private IReadOnlySet<ulong> _breakpoints = new HashSet<ulong>();
    private bool _hasBreakpoints;
    private InterpretedStep? _stepper;

    /// <summary>What stepping needs of the context.</summary>
    internal static ulong ContextBytes => 4096;

    public void SetBreakpoints(IReadOnlySet<ulong> addresses)
    {
        _breakpoints = addresses;
        _hasBreakpoints = addresses.Count != 0;
        if (!_hasBreakpoints) _planted.Remove();
    }

    public Exit StepInstruction()
    {
        if (Interlocked.Exchange(ref Word(ContextLayout.PendingFlag), 0) != 0) return new Exit { Kind = ExitKind.Interrupted };
        // An exit request may have found the guest between a slot's two instructions.
        switch (_cpu->Rip - _guest.Note.HypercallPage)
        {
            case HypercallPage.Call + PopLength: return Leave(ExitKind.Hypercall, _cpu->R11);
            case HypercallPage.SystemCall + PopLength: return Leave(ExitKind.HypercallSystemCall, _cpu->R11);
        }
        _stepper ??= new InterpretedStep(_machine, _guest.Note.HypercallPage);
        // The interpreter's own code is not the guest's: a request must not leave from the middle of it.
        Word(ContextLayout.AsynchronousExit) = 0;
        var exit = _stepper.Execute();
        Word(ContextLayout.AsynchronousExit) = 1;
        return exit;
    }

    public void Written(ulong physical, int length) => PlantedBreakpoints.Synchronize();

    /// <summary>After a fault: INT3 is a trap, so that the host's RIP is past it.</summary>
    private bool IsAtBreakpoint()
    {
        ulong address = Word(ContextLayout.FaultRip) - 1;
        if (Word(ContextLayout.FaultTrap) != ExceptionVector.BP || !_planted.Covers(address)) return false;
        _cpu->Rip = address;
        return true;
    }
}
