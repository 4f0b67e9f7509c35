using System.Runtime.CompilerServices;
using Hyperweave.Abi;
using Hyperweave.Guest.Paravirtual;

namespace Hyperweave.Guest.Woven;

/// <summary>
/// The words of the shared page that stand for the interrupt flag, for the IL that the rewriter puts in place of CLI and
/// STI; and what that IL calls on bare metal. See docs/rewriter.md.
/// </summary>
[NativeForm]
public static unsafe class InterruptMask
{
    private const ulong InterruptFlag = 1 << 9;

    // What is to be done at the end: nothing, or STI on bare metal. The woven IL keeps 1 for "unmask under the VMM".
    private const int Nothing = 0;
    private const int EnableNatively = 2;

    /// <summary>Not 0 under the VMM.</summary>
    public static uint* Active
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (uint*)(Native.SharedPage() + SharedPage.Active);
    }

    /// <summary>1 while interrupts are disabled.</summary>
    public static uint* Mask
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (uint*)(Native.SharedPage() + SharedPage.EventMask);
    }

    /// <summary>Not 0 while an event waits.</summary>
    public static uint* Pending
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (uint*)(Native.SharedPage() + SharedPage.PendingAny);
    }

    /// <summary>CLI on bare metal; returns the state that makes <see cref="End"/> execute STI.</summary>
    public static int BeginNatively()
    {
        Native.Cli();
        return EnableNatively;
    }

    /// <summary>PUSHF and CLI on bare metal; returns the state that makes <see cref="End"/> put the flag back.</summary>
    public static int SaveNatively()
    {
        var enabled = (Native.Pushf() & InterruptFlag) != 0;
        Native.Cli();
        return enabled ? EnableNatively : Nothing;
    }

    /// <summary>What remains where the state is not 1.</summary>
    public static void End(int state)
    {
        if (state == EnableNatively)
            Native.Sti();
    }

    /// <summary>Takes what became pending while interrupts were masked.</summary>
    public static void Deliver() => Shared.Call(Hypercall.DeliverPending);
}
