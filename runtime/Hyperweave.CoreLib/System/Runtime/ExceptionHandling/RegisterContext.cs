using System.Runtime.InteropServices;

namespace System.Runtime.ExceptionHandling;

/// <summary>
/// The callee-saved registers of one frame (System V ABI) and where it will go on. The native helpers store and load it
/// by these offsets. While a handler of the frame runs, the context also says which.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct RegisterContext
{
    /// <summary>A return address; for a frame that a fault interrupted, the faulting instruction's address plus one.</summary>
    internal ulong Rip;
    internal ulong Rsp, Rbp, Rbx, R12, R13, R14, R15;
    /// <summary>Index of the clause whose handler runs; an exception leaving that handler meets only later clauses.</summary>
    internal long Clause;
    /// <summary>The exception that the handler catches.</summary>
    internal void* Exception;
}
