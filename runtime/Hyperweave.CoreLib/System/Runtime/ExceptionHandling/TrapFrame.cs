using System.Runtime.InteropServices;

namespace System.Runtime.ExceptionHandling;

/// <summary>What a trap stub pushed, lowest address first (the guest API's InterruptFrame).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct TrapFrame
{
    private const byte RexMask = 0xF0, Rex = 0x40, RexWide = 8, RexBase = 1;
    private const byte DivideGroup = 0xF7, SignedDivide = 7;

    private ulong R15, R14, R13, R12, R11, R10, R9, R8, Rbp, Rdi, Rsi, Rdx, Rcx, Rbx, Rax;
    private ulong Vector, ErrorCode;
    private ulong Rip, Cs, Rflags, Rsp, Ss;

    /// <summary>The interrupted frame; RIP is moved past the instruction's first byte, so that minus one is inside it, as with a return address.</summary>
    internal readonly RegisterContext ToContext() => new()
    {
        Rip = Rip + 1, Rsp = Rsp, Rbp = Rbp, Rbx = Rbx, R12 = R12, R13 = R13, R14 = R14, R15 = R15,
    };

    /// <summary>As <see cref="ToContext"/>; of a native helper, which has no unwind data, its caller: it faults before it touches the stack, so that is on top.</summary>
    internal readonly RegisterContext ToContextOfCaller()
    {
        RegisterContext context = ToContext();
        if (UnwindTable.Find(context.Rip - 1, out _))
            return context;
        context.Rip = *(ulong*)context.Rsp;
        context.Rsp += 8;
        return context;
    }

    /// <summary>
    /// #DE means a zero divisor or a quotient that does not fit (Intel SDM 2A, IDIV): true for IDIV by a register that is
    /// not zero. A divisor in memory is taken for zero.
    /// </summary>
    internal readonly bool IsDivideOverflow()
    {
        byte* instruction = (byte*)Rip;
        byte rex = (*instruction & RexMask) == Rex ? *instruction++ : (byte)0;
        byte modRm = instruction[1];
        if (*instruction != DivideGroup || modRm >> 6 != 3 || (modRm >> 3 & 7) != SignedDivide)
            return false;
        ulong divisor = Register((modRm & 7) + (rex & RexBase) * 8);
        return (rex & RexWide) != 0 ? divisor != 0 : (uint)divisor != 0;
    }

    /// <summary>A register by its number in instructions.</summary>
    private readonly ulong Register(int number) => number switch
    {
        0 => Rax, 1 => Rcx, 2 => Rdx, 3 => Rbx, 4 => Rsp, 5 => Rbp, 6 => Rsi, 7 => Rdi,
        8 => R8, 9 => R9, 10 => R10, 11 => R11, 12 => R12, 13 => R13, 14 => R14, _ => R15,
    };
}
