using System.Runtime.CompilerServices;
using Hyperweave.Abi;

namespace Hyperweave.Guest.Paravirtual;

/// <content>The interrupt flag, halting and waiting.</content>
public static unsafe partial class Cpu
{
    private const ulong InterruptFlag = 1 << 9;
    // Bit 1 of RFLAGS always reads as 1.
    private const ulong FixedFlags = 1 << 1;

    /// <inheritdoc cref="Guest.Cpu.Cli"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Cli()
    {
        if (Shared.Active)
            Shared.Mask();
        else
            Native.Cli();
    }

    /// <inheritdoc cref="Guest.Cpu.Sti"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Sti()
    {
        if (Shared.Active)
            Shared.Unmask();
        else
            Native.Sti();
    }

    /// <summary>HLT: halts until an event; while events are masked none can come, so that the machine powers off.</summary>
    public static void Hlt()
    {
        if (!Shared.Active)
            Native.Hlt();
        else if (Shared.Masked)
            Shared.Call(Hypercall.Shutdown, (ulong)ShutdownReason.PowerOff);
        else
            Shared.Call(Hypercall.Block);
    }

    /// <inheritdoc cref="Guest.Cpu.StiHlt"/>
    public static void StiHlt()
    {
        if (Shared.Active)
            Shared.Call(Hypercall.Block);
        else
            Native.StiHlt();
    }

    /// <summary>PAUSE: gives the processor to others.</summary>
    public static void Pause()
    {
        if (Shared.Active)
            Shared.Call(Hypercall.Yield);
        else
            Native.Pause();
    }

    /// <inheritdoc cref="Guest.Cpu.SaveAndDisable"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static InterruptState SaveAndDisable()
    {
        var enabled = InterruptsEnabled();
        Cli();
        return new InterruptState(enabled);
    }

    /// <inheritdoc cref="Guest.Cpu.Restore"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Restore(InterruptState state)
    {
        if (state.WasEnabled)
            Sti();
    }

    /// <inheritdoc cref="Guest.Cpu.InterruptsEnabled"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool InterruptsEnabled() => Shared.Active ? !Shared.Masked : (Native.Pushf() & InterruptFlag) != 0;

    /// <summary>RFLAGS with IF from the shared page; the arithmetic flags, which no call preserves, are 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Pushf()
    {
        if (!Shared.Active)
            return Native.Pushf();
        return Shared.Masked ? FixedFlags : FixedFlags | InterruptFlag;
    }

    /// <summary>Loads IF; the other flags of RFLAGS stay.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Popf(ulong flags)
    {
        if (!Shared.Active)
            Native.Popf(flags);
        else if ((flags & InterruptFlag) != 0)
            Shared.Unmask();
        else
            Shared.Mask();
    }
}
