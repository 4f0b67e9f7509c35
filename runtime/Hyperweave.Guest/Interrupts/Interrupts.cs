namespace Hyperweave.Guest;

/// <summary>Interrupts and exceptions for a kernel: one handler for each vector.</summary>
public static unsafe class Interrupts
{
    // 256 vectors and the system call's.
    private const int Handlers = 257;

    private static nint[]? s_handlers;

    /// <summary>
    /// Loads GDT, TSS and IDT and initializes the interrupt controllers with every line masked. Interrupts stay as they
    /// are: enable them with <see cref="Cpu.Sti"/>. From here on exceptions without a handler become C# exceptions.
    /// </summary>
    public static void Initialize()
    {
        s_handlers = new nint[Handlers];
        TaskState.Initialize();
        Gdt.Load();
        Idt.Load();
        Pic.Initialize();
    }

    /// <summary>Disables interrupts until the scope ends: <c>using var masked = Interrupts.Masked();</c></summary>
    public static MaskedInterrupts Masked() => new(Cpu.SaveAndDisable());

    /// <summary>
    /// Sets what runs, with interrupts disabled, at a vector. A handler of a device's vector ends with
    /// <see cref="Timer.EndOfInterrupt"/>. Null restores the default.
    /// </summary>
    public static void SetHandler(byte vector, delegate*<InterruptFrame*, void> handler) => Table()[vector] = (nint)handler;

    /// <summary>Sets what runs at a system call: the number is in the frame's RDI, the answer goes to its RAX.</summary>
    public static void SetSystemCallHandler(delegate*<InterruptFrame*, void> handler) =>
        Table()[(int)InterruptFrame.SystemCallVector] = (nint)handler;

    internal static delegate*<InterruptFrame*, void> Handler(ulong vector) =>
        s_handlers is null ? null : (delegate*<InterruptFrame*, void>)s_handlers[(int)vector];

    private static nint[] Table() => s_handlers ?? throw new InvalidOperationException("Call Interrupts.Initialize first.");
}
