namespace System.Runtime.ExceptionHandling;

/// <summary>
/// The two passes of exception handling (ECMA-335, I.12.4.2.5): find who catches, running filters; then run the finally
/// handlers up to there, and the catch.
/// </summary>
internal static unsafe class ExceptionDispatcher
{
    [RuntimeExport("hw_throw")]
    private static void Throw(object exception, RegisterContext* start) =>
        Dispatch(exception ?? new NullReferenceException(), start);

    [RuntimeExport("hw_rethrow")]
    private static void Rethrow(object exception, RegisterContext* start) =>
        Dispatch(StackWalker.CaughtException(*start), start);

    /// <summary>Does not return: goes on in a catch handler, or stops the machine.</summary>
    internal static void Dispatch(object exception, RegisterContext* start)
    {
        int frames = 0, clause = -1;
        byte* handler = null;
        StackWalker search = new(*start);
        for (; search.Enter(); search.Leave(), frames++)
            if ((clause = FindCatch(exception, ref search, out handler)) >= 0)
                break;
        if (clause < 0 && search.FilterStack == 0)
            UnhandledException.Stop(exception, *start);
        StackWalker unwind = new(*start);
        for (; unwind.Enter() && frames-- > 0; unwind.Leave())
            RunFinally(ref unwind, int.MaxValue);
        if (clause < 0)
            NativeCalls.AbandonFilter(search.FilterStack);
        RunFinally(ref unwind, clause);
        unwind.Context.Clause = clause;
        unwind.Context.Exception = *(void**)&exception;
        NativeCalls.CallCatch(exception, handler, &unwind.Context);
    }

    /// <summary>The index of the frame's first clause that catches the exception, or −1.</summary>
    private static int FindCatch(object exception, ref StackWalker walker, out byte* handler)
    {
        ClauseReader clause = new(walker.Frame, walker.Context.Rip - 1);
        while (clause.MoveNext())
        {
            if (clause.Index < walker.FirstClause || !Catches(ref clause, exception, ref walker))
                continue;
            handler = clause.Handler;
            return clause.Index;
        }
        handler = null;
        return -1;
    }

    private static bool Catches(ref ClauseReader clause, object exception, ref StackWalker walker)
    {
        if (clause.Kind == ClauseKind.Typed)
            return TypeCast.IsInstanceOfException(clause.Type, exception);
        if (clause.Kind != ClauseKind.Filter)
            return false;
        RegisterContext context = walker.Context;
        return NativeCalls.CallFilter(exception, clause.Filter, &context) != 0;
    }

    /// <summary>Runs the finally and fault handlers of the frame whose clauses come before that one.</summary>
    private static void RunFinally(ref StackWalker walker, int end)
    {
        ClauseReader clause = new(walker.Frame, walker.Context.Rip - 1);
        while (clause.MoveNext() && clause.Index < end)
        {
            if (clause.Index < walker.FirstClause || clause.Kind != ClauseKind.Fault)
                continue;
            RegisterContext context = walker.Context;
            context.Clause = clause.Index;
            NativeCalls.CallFinally(clause.Handler, &context);
        }
    }
}
