using System.Diagnostics.CodeAnalysis;

namespace Hyperweave.Guest;

/// <summary>
/// A thread of the kernel: a context with a stack. Whose turn it is, is the kernel's decision: it calls
/// <see cref="SwitchTo"/> with interrupts disabled, also from a timer handler, which makes threads preemptive.
/// </summary>
public sealed unsafe class KernelThread
{
    private const int StackPages = 8;

    private static KernelThread? s_current;
    private static PageTable? s_space;
    private static int s_lastId;

    private readonly Action? _body;
    private Context _context;

    /// <summary>The number of <see cref="Current"/>, which this does not make.</summary>
    internal static int CurrentId => s_current is null ? 1 : s_current.Id;

    /// <summary>A thread that will run the body, with interrupts enabled, on a stack of 32 KiB.</summary>
    public KernelThread(string name, Action body)
    {
        // The flow from Main is thread 1, so it must exist before any other.
        s_current ??= new KernelThread("main");
        Id = ++s_lastId;
        Name = name;
        _body = body;
        StackTop = PageAllocator.Allocate(StackPages) + (StackPages * PageAllocator.PageSize);
        _context = Context.Create(StackTop, &Enter, 0);
    }

    private KernelThread(string name)
    {
        Id = ++s_lastId;
        Name = name;
    }

    /// <summary>The thread that runs; the first one is the flow of control that came from Main.</summary>
    public static KernelThread Current => s_current ??= new KernelThread("main");

    /// <summary>
    /// Gives the processor to another thread; called with interrupts disabled when the current thread's body has
    /// returned (then it must not come back) and when it waits for a lock. The kernel sets it before it starts threads.
    /// </summary>
    public static Action? Reschedule { get; set; }

    /// <summary>From 1 on; 1 is the first thread.</summary>
    public int Id { get; }

    public string Name { get; }

    /// <summary>Address behind the stack; 0 for the first thread, whose stack the boot stub chose.</summary>
    public ulong StackTop { get; }

    /// <summary>The address space to run in; null when any will do, since all of them show the kernel alike.</summary>
    public PageTable? Space { get; init; }

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
        if (Space is not null && Space != s_space)
        {
            s_space = Space;
            Cpu.WriteCr3(Space.Root);
        }
        Context.Switch(ref previous._context, ref _context);
    }

    /// <summary>Ends the running thread, from anywhere in it, also from the handler of a trap out of its user mode.</summary>
    [DoesNotReturn]
    public static void Exit()
    {
        Cpu.Cli();
        Current.IsFinished = true;
        Reschedule?.Invoke();
        Panic.Stop("A finished thread has nowhere to go: set KernelThread.Reschedule.");
    }

    private static void Enter(ulong unused)
    {
        var thread = Current;
        Cpu.Sti();
        thread._body!();
        Exit();
    }
}
