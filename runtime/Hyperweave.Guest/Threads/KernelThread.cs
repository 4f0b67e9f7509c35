namespace Hyperweave.Guest;

/// <summary>
/// A thread of the kernel: a context with a stack. Whose turn it is, is the kernel's decision: it calls
/// <see cref="SwitchTo"/> with interrupts disabled, also from a timer handler, which makes threads preemptive.
/// </summary>
public sealed unsafe class KernelThread
{
    private const int StackPages = 8;

    private static KernelThread? s_current;

    private readonly Action? _body;
    private Context _context;

    /// <summary>A thread that will run the body, with interrupts enabled, on a stack of 32 KiB.</summary>
    public KernelThread(string name, Action body)
    {
        Name = name;
        _body = body;
        StackTop = PageAllocator.Allocate(StackPages) + (StackPages * PageAllocator.PageSize);
        _context = Context.Create(StackTop, &Enter, 0);
    }

    private KernelThread(string name) => Name = name;

    /// <summary>The thread that runs; the first one is the flow of control that came from Main.</summary>
    public static KernelThread Current => s_current ??= new KernelThread("main");

    /// <summary>What to do when a thread's body has returned: switch to another thread, never come back. Set it first.</summary>
    public static Action? Finished { get; set; }

    public string Name { get; }

    /// <summary>Address behind the stack; 0 for the first thread, whose stack the boot stub chose.</summary>
    public ulong StackTop { get; }

    /// <summary>Whether the body has returned.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>Goes on with this thread; returns when the caller's turn has come again. Interrupts must be disabled.</summary>
    public void SwitchTo()
    {
        var previous = Current;
        if (previous == this)
            return;
        s_current = this;
        if (StackTop != 0)
            Trap.SetKernelStack(StackTop);
        Context.Switch(ref previous._context, ref _context);
    }

    private static void Enter(ulong unused)
    {
        var thread = Current;
        Cpu.Sti();
        thread._body!();
        Cpu.Cli();
        thread.IsFinished = true;
        Finished?.Invoke();
        Panic.Stop("A finished thread has nowhere to go: set KernelThread.Finished.");
    }
}
