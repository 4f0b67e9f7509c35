using System.Runtime.ExceptionServices;

namespace Hyperweave.Vmm.Host;

/// <summary>
/// The thread that runs a virtual processor: GS base is its context, and it takes no signals but those of
/// <see cref="Signals"/>. Only this thread may enter guest code of the context.
/// </summary>
internal sealed unsafe class ProcessorThread
{
    /// <summary>Our handlers need little; the frame with AVX-512 state needs 3 KiB, and the runtime's handler its own.</summary>
    private const uint LeastAlternateStack = 8192;
    private readonly ProcessorContext _context;
    private readonly Action _body;
    private readonly Thread _thread;
    private ExceptionDispatchInfo? _failure;

    /// <summary>0 before the thread has started and after it has ended, so that no other thread gets its signals.</summary>
    private volatile int _threadId;

    internal ProcessorThread(ProcessorContext context, Action body, string name = "processor")
    {
        (_context, _body) = (context, body);
        _thread = new Thread(Run) { Name = name, IsBackground = true };
    }

    internal void Start() => _thread.Start();

    /// <summary>Waits for the end, and throws what the body has thrown.</summary>
    internal void Join()
    {
        _thread.Join();
        _failure?.Throw();
    }

    /// <summary>Starts and joins.</summary>
    internal static void Run(ProcessorContext context, Action body)
    {
        var thread = new ProcessorThread(context, body);
        thread.Start();
        thread.Join();
    }

    /// <summary>Asks guest code to be left with <see cref="ExitCode.Requested"/>, now or at the next entry. From any thread.</summary>
    internal void RequestExit()
    {
        Interlocked.Exchange(ref _context.Word(ContextLayout.PendingFlag), 1);
        lock (_thread)
        {
            if (_threadId != 0) Signals.Send(_threadId);
        }
    }

    private void Run()
    {
        Signals.Install();
        RequireAlternateStack();
        ulong mask = Signals.BlockOthers();
        NativeEntry.CurrentContext = _context.Base;
        _threadId = Libc.GetThreadId();
        Libc.WakeOnTime();
        try
        {
            _body();
        }
        catch (Exception exception)
        {
            _failure = ExceptionDispatchInfo.Capture(exception);
        }
        finally
        {
            lock (_thread) _threadId = 0;
            NativeEntry.CurrentContext = null;
            Signals.Restore(mask);
        }
    }

    /// <summary>.NET gives each of its threads an alternate stack, on which it notices stack overflow; we use the same one.</summary>
    private static void RequireAlternateStack()
    {
        SignalStack stack;
        if (Libc.Sigaltstack(null, &stack) != 0) throw HostException.FromErrno("sigaltstack");
        if (stack.Flags != 0 || stack.Size < LeastAlternateStack)
            throw new HostException($"the thread's signal stack is not usable (flags {stack.Flags}, {stack.Size} bytes)");
    }
}
