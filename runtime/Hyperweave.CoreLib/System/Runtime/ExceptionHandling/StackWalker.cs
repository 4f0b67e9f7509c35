namespace System.Runtime.ExceptionHandling;

/// <summary>
/// Walks the stack from a frame outward. Where a handler runs, called by a native helper, the walk goes on at the frame the
/// handler belongs to, with the clauses after its own: everything between is the business of an exception already taken.
/// </summary>
internal unsafe struct StackWalker
{
    internal RegisterContext Context;
    internal FrameDescription Frame;
    /// <summary>First clause of the frame that counts.</summary>
    internal int FirstClause;
    /// <summary>When the walk came to a filter's caller: its stack pointer; else 0.</summary>
    internal ulong FilterStack;

    internal StackWalker(in RegisterContext start)
    {
        this = default;
        Context = start;
    }

    /// <summary>Looks at the current position; false at the outer end: the boot stub, a thread's first frame, or a filter's caller.</summary>
    internal bool Enter()
    {
        FirstClause = 0;
        if (Context.Rip == NativeCalls.FilterReturn())
        {
            FilterStack = Context.Rsp;
            return false;
        }
        if (IsHandlerReturn(Context.Rip))
        {
            Context = **(RegisterContext**)Context.Rsp;
            FirstClause = (int)Context.Clause + 1;
        }
        return UnwindTable.Find(Context.Rip - 1, out Frame);
    }

    internal void Leave() => FrameUnwinder.Unwind(ref Context, Frame);

    private static bool IsHandlerReturn(ulong address) => address == NativeCalls.CatchReturn() || address == NativeCalls.FinallyReturn();

    /// <summary>The exception of the innermost catch handler that is running.</summary>
    internal static object CaughtException(in RegisterContext start)
    {
        StackWalker walker = new(start);
        while (walker.Context.Rip != NativeCalls.CatchReturn())
        {
            if (!walker.Enter())
                Environment.FailFast("Rethrow outside a catch handler.");
            walker.Leave();
        }
        void* exception = (*(RegisterContext**)walker.Context.Rsp)->Exception;
        return *(object*)&exception;
    }
}
