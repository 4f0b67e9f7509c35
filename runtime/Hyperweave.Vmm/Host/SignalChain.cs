using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Vmm.Host;

/// <summary>The handler that the runtime had installed for a signal, which ours goes on to.</summary>
/// <param name="Address">Its code.</param>
/// <param name="Mask">The signals that it wants blocked (sa_mask).</param>
internal readonly record struct RuntimeHandler(nint Address, ulong Mask);

/// <summary>
/// Goes on to the runtime's handler as if the kernel had called it. Ours runs on the alternate stack with all signals
/// blocked. The runtime's handlers are made for the interrupted stack: they look at it, and leave it by throwing, which
/// on the alternate stack ends in crashes or "stack smashing detected". Even that for SIGSEGV, made for the alternate
/// stack, goes over to the other and still uses its signal frame, which the next of our signals would overwrite. So the
/// whole signal frame moves to where the kernel would have put it, and the mask becomes what the kernel would have set.
/// What is known to be left: about one in some hundred thousand NullReferenceExceptions in C#, caught while another thread
/// forces collections without pause, ends the process. The VMM catches none of its own.
/// </summary>
internal static class SignalChain
{
    private const int SystemCallSigprocmask = 14;
    private const int RedZone = 128;
    /// <summary>XRSTOR wants the FPU state, and so the copy, at the same place modulo 64.</summary>
    private const int FrameAlignment = 64;
    /// <summary>An access this near to RSP is a stack overflow: there is no room for the frame, and the runtime says so and ends.</summary>
    private const int NearStack = 64 << 10;

    internal static void Emit(Assembler code, int signal, RuntimeHandler runtime)
    {
        EmitMoveFrame(code, signal == Signals.Segmentation);
        EmitMask(code, 1UL << (signal - 1));
        code.mov(rax, (long)runtime.Address);
        code.jmp(rax);
    }

    /// <summary>
    /// Moves the frame if this runs on the alternate stack and did not interrupt code on it. The frame reaches from RSP to
    /// the end of the FPU state; its inner pointers move along.
    /// </summary>
    private static void EmitMoveFrame(Assembler code, bool unlessStackOverflow)
    {
        var stay = code.CreateLabel();
        EmitOffsetInAlternateStack(code, rsp);
        code.cmp(rax, r10);
        code.jae(stay);
        code.mov(r8, __qword_ptr[rdx + SignalFrame.Rsp]);
        EmitOffsetInAlternateStack(code, r8);
        code.cmp(rax, r10);
        code.jb(stay);
        if (unlessStackOverflow) EmitIfNearStack(code, stay);

        code.mov(r9, __qword_ptr[rdx + SignalFrame.FloatingPoint]);
        code.mov(ecx, __dword_ptr[r9 + SignalFrame.ExtendedSize]);
        code.add(rcx, r9);
        code.sub(rcx, rsp); // bytes of the frame
        EmitDestination(code);
        code.mov(r11, r10);
        code.sub(r11, rsp); // distance of the move
        code.mov(r8, rdi);
        code.lea(r9, __[rsi + r11]);
        code.add(rdx, r11);
        code.mov(rsi, rsp);
        code.mov(rdi, r10);
        code.cld();
        code.rep.movsb();
        code.mov(rdi, r8);
        code.mov(rsi, r9);
        code.add(__qword_ptr[rdx + SignalFrame.FloatingPoint], r11);
        code.mov(rsp, r10);
        code.Label(ref stay);
        code.nop();
    }

    /// <summary>RAX = address − start of the alternate stack, R10 = its size.</summary>
    private static void EmitOffsetInAlternateStack(Assembler code, AssemblerRegister64 address)
    {
        code.mov(rax, address);
        code.sub(rax, __qword_ptr[rdx + SignalFrame.StackPointer]);
        code.mov(r10, __qword_ptr[rdx + SignalFrame.StackSize]);
    }

    private static void EmitIfNearStack(Assembler code, Label target)
    {
        code.mov(rax, __qword_ptr[rdx + SignalFrame.Cr2]);
        code.sub(rax, r8);
        code.add(rax, NearStack);
        code.cmp(rax, 2 * NearStack);
        code.jb(target);
    }

    /// <summary>R10 = where RCX bytes go below the interrupted RSP in R8 and its red zone, aligned as they are now.</summary>
    private static void EmitDestination(Assembler code)
    {
        code.lea(r10, __[r8 - (RedZone + FrameAlignment)]);
        code.sub(r10, rcx);
        code.and(r10, -FrameAlignment);
        code.mov(rax, rsp);
        code.and(eax, FrameAlignment - 1);
        code.add(r10, rax);
    }

    /// <summary>Blocks what was blocked at the interruption, what the handler asks for, and nothing else.</summary>
    private static void EmitMask(Assembler code, ulong blocked)
    {
        code.push(rdi);
        code.push(rsi);
        code.push(rdx);
        code.mov(rax, (long)blocked);
        code.or(rax, __qword_ptr[rdx + SignalFrame.Mask]);
        code.push(rax);
        code.mov(edi, Libc.SignalMaskSet);
        code.mov(rsi, rsp);
        code.xor(edx, edx);
        code.mov(r10d, sizeof(ulong));
        code.mov(eax, SystemCallSigprocmask);
        code.syscall();
        code.pop(rax);
        code.pop(rdx);
        code.pop(rsi);
        code.pop(rdi);
    }
}
