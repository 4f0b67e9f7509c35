namespace Hyperweave.Vmm.Engines;

/// <summary>
/// What a debugger outside the guest needs of an engine. The guest's own means of debugging (RFLAGS.TF, DR0–DR7, INT3 in its
/// code) are no part of it: they neither serve the debugger nor notice it.
/// </summary>
public interface IDebuggedEngine : IEngine
{
    /// <summary>
    /// Guest-virtual addresses, of any address space, at which Run leaves with <see cref="ExitKind.Breakpoint"/>. Given before
    /// the guest goes on, and none while it is stopped.
    /// </summary>
    void SetBreakpoints(IReadOnlySet<ulong> addresses);

    /// <summary>
    /// Executes the instruction at RIP alone, be there a breakpoint or not. Leaves as Run does where the machine must act, with
    /// <see cref="ExitKind.Interrupted"/> where nothing has been executed yet, else with <see cref="ExitKind.Stepped"/>.
    /// </summary>
    Exit StepInstruction();
}
