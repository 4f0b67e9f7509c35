using Iced.Intel;

namespace Hyperweave.Vmm.Host;

/// <summary>
/// The way from C# to guest code and back, as machine code made once for the process; it finds everything through GS,
/// which is the running <see cref="ProcessorContext"/>. Measured figures: tests/Hyperweave.Direct.Tests, HostTimings.
/// </summary>
internal static unsafe class NativeEntry
{
    private const ulong CodeBytes = 64 << 10;
    private static readonly CodeCache Code = new(CodeBytes);

    /// <summary>
    /// Loads all of the guest's state and goes to <see cref="ContextLayout.EntryRip"/>; returns once something has jumped
    /// to an exit thunk, with <see cref="ContextLayout.Exit"/> saying what. Leaves at once with
    /// <see cref="ExitCode.Requested"/> while <see cref="ContextLayout.PendingFlag"/> is set.
    /// </summary>
    internal static readonly delegate* unmanaged<void> Enter;

    /// <summary>
    /// As <see cref="Enter"/> for a guest that has come through <see cref="CallExit"/>: goes on at <see cref="CpuState.Rip"/>
    /// with RAX, RSP and what a System V callee preserves; the other registers hold nothing of use.
    /// </summary>
    internal static readonly delegate* unmanaged<void> ReturnFromCall;

    /// <summary>
    /// Jumped to by generated code: keeps all general registers, RFLAGS, XMM and MXCSR, and returns to C#.
    /// <see cref="ContextLayout.Exit"/> is the jumper's to set, which only code may do that an exit request cannot interrupt.
    /// </summary>
    internal static readonly nint FullExit;

    /// <summary>As <see cref="FullExit"/>, setting <see cref="ExitCode.Return"/> and <see cref="ExitCode.SystemCall"/>.</summary>
    internal static readonly nint ReturnExit, SystemCallExit;

    /// <summary>
    /// Jumped to on behalf of a called function that has popped its return address into R11: keeps that as
    /// <see cref="CpuState.Rip"/>, RDI, RSI, RDX, RCX, R8 (the arguments), RSP and what a System V callee preserves, sets
    /// <see cref="ExitCode.Call"/>, and returns to C#.
    /// </summary>
    internal static readonly nint CallExit;

    /// <summary>Where an interrupted entry goes: the guest's state has only been read so far, so it is given up.</summary>
    internal static readonly nint AbandonEntry;

    /// <summary>The entries' code in which <see cref="ContextLayout.InGuest"/> is set, start and end.</summary>
    internal static readonly (nint Start, nint End) EntryZone;

    /// <summary>The exits' code, start and end.</summary>
    internal static readonly (nint Start, nint End) ExitZone;

    private static readonly delegate* unmanaged<byte*, void> WriteGsBase;
    private static readonly delegate* unmanaged<byte*> ReadGsBase;

    static NativeEntry()
    {
        HostProcessor.Require();
        var exits = new ExitThunks();
        nint start = Code.Emit(exits.Assembler, out var labels);
        FullExit = (nint)labels.GetLabelRIP(exits.Full);
        ReturnExit = (nint)labels.GetLabelRIP(exits.Return);
        SystemCallExit = (nint)labels.GetLabelRIP(exits.SystemCall);
        CallExit = (nint)labels.GetLabelRIP(exits.Call);
        AbandonEntry = (nint)labels.GetLabelRIP(exits.Abandon);
        ExitZone = (start, (nint)labels.GetLabelRIP(exits.End));

        var entries = new EntryThunks(AbandonEntry);
        start = Code.Emit(entries.Assembler, out labels);
        Enter = (delegate* unmanaged<void>)(nint)labels.GetLabelRIP(entries.Full);
        ReturnFromCall = (delegate* unmanaged<void>)(nint)labels.GetLabelRIP(entries.Call);
        EntryZone = (start, (nint)labels.GetLabelRIP(entries.End));

        WriteGsBase = (delegate* unmanaged<byte*, void>)Code.Emit(GsBase.Write());
        ReadGsBase = (delegate* unmanaged<byte*>)Code.Emit(GsBase.Read());
    }

    /// <summary>Adds code that lives as long as the process, such as signal handlers.</summary>
    internal static nint Emit(Assembler assembler)
    {
        lock (Code) return Code.Emit(assembler);
    }

    /// <summary>The context that this thread runs, or null. Not used by .NET, so it stays what we made it.</summary>
    internal static byte* CurrentContext
    {
        get => ReadGsBase();
        set => WriteGsBase(value);
    }
}
