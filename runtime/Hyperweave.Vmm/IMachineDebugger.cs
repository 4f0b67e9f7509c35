using Hyperweave.Vmm.Engines;

namespace Hyperweave.Vmm;

/// <summary>Stops and goes on with a <see cref="Machine"/> for a debugger. Called on the processor's thread only.</summary>
public interface IMachineDebugger
{
    /// <summary>Before each turn: returns when the guest may go on, or the machine has ended.</summary>
    /// <returns>True to execute one instruction alone, and to take no interrupt before it.</returns>
    bool AwaitTurn();

    /// <summary>The engine has been left, by an exit that the machine is about to handle.</summary>
    void TurnTaken(ExitKind exit);

    /// <summary>The guest waits in HLT and something has woken the machine: the debugger may stop it here.</summary>
    void WhileHalted();

    /// <summary>The run is over.</summary>
    void Ended(MachineEnding ending);
}
