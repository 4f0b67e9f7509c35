using System.Runtime.InteropServices;

namespace System.Runtime.ExceptionHandling;

/// <summary>What a trap stub pushed, lowest address first (the guest API's InterruptFrame).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TrapFrame
{
    private ulong R15, R14, R13, R12, R11, R10, R9, R8, Rbp, Rdi, Rsi, Rdx, Rcx, Rbx, Rax;
    private ulong Vector, ErrorCode;
    private ulong Rip, Cs, Rflags, Rsp, Ss;

    /// <summary>The interrupted frame; RIP is moved past the instruction's first byte, so that minus one is inside it, as with a return address.</summary>
    internal readonly RegisterContext ToContext() => new()
    {
        Rip = Rip + 1, Rsp = Rsp, Rbp = Rbp, Rbx = Rbx, R12 = R12, R13 = R13, R14 = R14, R15 = R15,
    };
}
