namespace Hyperweave.Vmm.Engines;

/// <summary>
/// Runs guest instructions until something happens that only the machine can handle. The machine calls
/// <see cref="Run"/> in a loop; the processor's state is complete and precise in <see cref="CpuState"/> whenever Run has
/// returned.
/// </summary>
public interface IEngine : IDisposable
{
    /// <summary>Runs until one of the outcomes of <see cref="ExitKind"/>. Called on one thread only, the processor's own.</summary>
    Exit Run();

    /// <summary>
    /// Asks a running engine to leave with <see cref="ExitKind.Interrupted"/> soon; one that is not running leaves at its next
    /// Run. From any thread.
    /// </summary>
    void RequestExit();

    /// <summary>
    /// Set by the machine before each Run: an interrupt waits, and the guest cannot take it yet. The engine leaves with
    /// <see cref="ExitKind.InterruptWindow"/> as soon as IF is set and no shadow is left.
    /// </summary>
    bool InterruptPending { set; }

    /// <summary>Handles exits without a return from Run, where the engine can; null where each exit must be seen.</summary>
    IExitHandler? Handler { set { } }

    /// <summary>A translation of this guest-virtual page may have changed (INVLPG).</summary>
    void FlushPage(ulong address);

    /// <summary>CR0, CR3, CR4 or EFER changed: all translations that the manual says are dropped (Intel SDM 3A 4.10.4).</summary>
    void FlushSpace(bool includingGlobal);

    /// <summary>All translations of a process-context identifier may have changed, but the global ones.</summary>
    void FlushContext(ushort context) => FlushSpace(includingGlobal: false);

    /// <summary>CR3 was written, and what is remembered for its process-context identifier is sound.</summary>
    void SwitchContext() => FlushSpace(includingGlobal: false);

    /// <summary>A device or a debugger has written, or is about to write, to RAM, which may hold code. On the processor's thread.</summary>
    void Written(ulong physical, int length);

    /// <summary>The guest has halted, and goes on no sooner than in 150 microseconds: a piece of work that could wait until now.</summary>
    /// <returns>Whether there is more.</returns>
    bool Rest() => false;

    EngineStatistics Statistics { get; }
}

/// <summary>The machine, as an engine calls it in the middle of <see cref="IEngine.Run"/>.</summary>
public interface IExitHandler
{
    /// <summary>Handles the exit as if Run had returned it; processor state is complete and precise.</summary>
    /// <returns>False when the machine has something to do before the guest goes on: Run must return <see cref="ExitKind.Stepped"/>.</returns>
    /// <exception cref="Delivery.GuestFaultException">The operation faults; for the caller of Run.</exception>
    bool Handle(in Exit exit);
}

/// <summary>Every way in which <see cref="IEngine.Run"/> can return.</summary>
public enum ExitKind
{
    /// <summary>
    /// IN or OUT: see <see cref="Exit.Port"/>. RIP is past the instruction, <see cref="Exit.Address"/> is its own address.
    /// String forms come as <see cref="Operation"/>.
    /// </summary>
    PortIo,
    /// <summary>
    /// An access to guest-physical memory that is not RAM: <see cref="Exit.Instruction"/> is the instruction, RIP is at it,
    /// <see cref="Exit.Address"/> its guest-virtual data address. The handler performs the instruction and moves RIP.
    /// </summary>
    MemoryIo,
    /// <summary>A privileged or sensitive operation with a method of its own in Operations: see <see cref="Exit.Instruction"/>. RIP is at it; the handler moves it.</summary>
    Operation,
    /// <summary>A paravirtual guest called the hypercall page: the number in RDI, arguments in RSI, RDX, RCX, R8. RIP is where it goes on, the result goes to RAX.</summary>
    Hypercall,
    /// <summary>The guest jumped to the hypercall page's Iret slot: RSP is at the frame.</summary>
    HypercallIret,
    /// <summary>User mode called the hypercall page's SystemCall slot; RIP is where it goes on.</summary>
    HypercallSystemCall,
    /// <summary>An exception: <see cref="Exit.Vector"/>, <see cref="Exit.ErrorCode"/>, <see cref="Exit.Address"/> for #PF. RIP is at the instruction (fault) or past it (trap).</summary>
    Exception,
    /// <summary>HLT. RIP is past it.</summary>
    Halt,
    /// <summary>An interrupt is pending and the guest has just become able to take it (IF set, no shadow).</summary>
    InterruptWindow,
    /// <summary><see cref="IEngine.RequestExit"/> was called.</summary>
    Interrupted,
    /// <summary>RIP is at a breakpoint of <see cref="IDebuggedEngine"/>; its instruction has not been executed.</summary>
    Breakpoint,
    /// <summary>An instruction has been executed, by <see cref="IDebuggedEngine.StepInstruction"/> or by <see cref="IExitHandler"/>, and the machine has nothing to do for it.</summary>
    Stepped,
    /// <summary>The engine met an instruction or a mode that it does not know; RIP is at it, <see cref="Exit.Message"/> says which.</summary>
    Unsupported,
}

/// <summary>One exit, with what its kind needs.</summary>
public struct Exit
{
    public ExitKind Kind;
    /// <summary>PortIo: the port, the width in bytes (1, 2 or 4) and the direction.</summary>
    public ushort Port;
    public byte Width;
    public bool IsOut;
    /// <summary>Exception: the vector, 0 to 31, or the n of INT n with <see cref="IsSoftwareInterrupt"/>.</summary>
    public byte Vector;
    public bool IsSoftwareInterrupt;
    public bool HasErrorCode;
    public uint ErrorCode;
    /// <summary>Exception #PF: the address that goes to CR2. PortIo and software interrupts: the instruction's own address. MemoryIo: the data's.</summary>
    public ulong Address;
    /// <summary>Operation and MemoryIo: the instruction, decoded at RIP.</summary>
    public Iced.Intel.Instruction Instruction;
    /// <summary>Unsupported: what and where, for a person.</summary>
    public string? Message;
}

/// <summary>What an engine counts, for reports.</summary>
public sealed class EngineStatistics
{
    public long Exits;
    /// <summary>Bytes of the code cache in use.</summary>
    public long CodeCacheBytes;
    /// <summary>How often the code cache was full, and all code was forgotten.</summary>
    public long Evictions;
    /// <summary>Bytes of host code that were made of <see cref="GuestCodeBytes"/>.</summary>
    public long HostCodeBytes;
    public long TranslatedInstructions;
    /// <summary>Those of them that the first tier translated, and its share of the time.</summary>
    public long FirstTierInstructions;
    public TimeSpan FirstTierTime;
    public long TranslatedBlocks;
    public long PageFills;
    /// <summary>Faults of translated code, page fills included.</summary>
    public long Faults;
    /// <summary>Indirect transfers that left translated code to find their target.</summary>
    public long MissedTargets;
    /// <summary>Instructions executed one at a time.</summary>
    public InstructionCounts Interpreted { get; } = new();
    public TimeSpan TranslationTime;
    /// <summary>When the guest's first code was translated, in ticks of <see cref="System.Diagnostics.Stopwatch"/>.</summary>
    public long FirstTranslation;
    /// <summary>Bytes of guest instructions that were translated.</summary>
    public long GuestCodeBytes;
}
