using Mono.Cecil.Cil;

namespace Hyperweave.Rewriting.Hosting;

/// <summary>
/// Shows each exception that a handler could take for one of the kernel's own to the machine first: what ends the machine
/// passes through.
/// </summary>
internal static class Handlers
{
    public static void Weave(BodyEditor editor, WovenCalls calls)
    {
        foreach (var handler in editor.Body.ExceptionHandlers.Where(CatchesAnything).ToList())
            editor.InsertBefore(handler.HandlerStart, Instruction.Create(OpCodes.Dup), Instruction.Create(OpCodes.Call, calls.Caught));
    }

    private static bool CatchesAnything(ExceptionHandler handler) =>
        handler.HandlerType == ExceptionHandlerType.Filter
        || (handler.HandlerType == ExceptionHandlerType.Catch && handler.CatchType.FullName is "System.Object" or "System.Exception");
}
