using Mono.Cecil.Cil;

namespace Hyperweave.Rewriting.Hosting;

/// <summary>
/// Shows each exception that a handler could take for one of the kernel's own to the machine first: what ends the machine
/// passes through.
/// </summary>
internal static class Handlers
{
    public static void Weave(MethodBody body, WovenCalls calls)
    {
        foreach (var handler in body.ExceptionHandlers.Where(CatchesAnything).ToList())
            Insertion.Before(body, handler.HandlerStart, Instruction.Create(OpCodes.Dup), Instruction.Create(OpCodes.Call, calls.Caught));
    }

    private static bool CatchesAnything(ExceptionHandler handler) =>
        handler.HandlerType == ExceptionHandlerType.Filter
        || (handler.HandlerType == ExceptionHandlerType.Catch && handler.CatchType.FullName is "System.Object" or "System.Exception");
}
