using System.Runtime.InteropServices;

namespace Hyperweave.Guest;

/// <summary>
/// What lies on the kernel stack in a handler, from low to high addresses: registers and vector by the stub, the rest
/// by the processor (Intel SDM 3A 6.14.2). A handler may change it; the change takes effect on return. 176 bytes.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct InterruptFrame
{
    /// <summary>The <see cref="Vector"/> of a system call.</summary>
    public const ulong SystemCallVector = 0x100;

    public ulong R15;
    public ulong R14;
    public ulong R13;
    public ulong R12;
    public ulong R11;
    public ulong R10;
    public ulong R9;
    public ulong R8;
    public ulong Rbp;
    public ulong Rdi;
    public ulong Rsi;
    public ulong Rdx;
    public ulong Rcx;
    public ulong Rbx;
    public ulong Rax;
    /// <summary>0–255, or <see cref="SystemCallVector"/>.</summary>
    public ulong Vector;
    /// <summary>0 where the processor pushes none.</summary>
    public ulong ErrorCode;
    public ulong Rip;
    public ulong Cs;
    public ulong Rflags;
    public ulong Rsp;
    public ulong Ss;

    /// <summary>Whether the trap came from ring 3.</summary>
    public readonly bool FromUserMode => (Cs & 3) == 3;
}
