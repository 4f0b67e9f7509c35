namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// The debugger's breakpoints and steps. No guest byte is changed: a breakpoint is an address at which no region goes on, so
/// that the loop comes by and sees it; a step is the interpreter's.
/// </summary>
public sealed unsafe partial class TranslationEngine
{
    private IReadOnlySet<ulong> _breakpoints = new HashSet<ulong>();
    private bool _hasBreakpoints;

    public void SetBreakpoints(IReadOnlySet<ulong> addresses)
    {
        _breakpoints = _translator.Breakpoints = addresses;
        _hasBreakpoints = addresses.Count != 0;
        foreach (ulong address in addresses) _translator.RemoveAt(address);
    }

    public Exit StepInstruction()
    {
        _unlinked = null;
        if (TakeRequest()) return Interrupted;
        if (_hypercalls is not null && _hypercalls.TryExit(_cpu, _memory, _walker, out var exit))
            return exit.Kind == ExitKind.Interrupted ? new Exit { Kind = ExitKind.Stepped } : exit;
        if ((_cpu->Rflags & (Rflags.TF | Rflags.AC)) != 0 && IsUnsupportedMode(out exit)) return exit;
        return _interpreter.Step(out exit) ? new Exit { Kind = ExitKind.Stepped } : exit;
    }

    private bool IsAtBreakpoint(out Exit exit)
    {
        exit = new Exit { Kind = ExitKind.Breakpoint };
        return _breakpoints.Contains(_cpu->Rip);
    }
}
