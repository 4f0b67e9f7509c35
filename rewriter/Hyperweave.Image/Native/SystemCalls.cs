using Hyperweave.Abi;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Image.Native;

/// <summary>SYSCALL on both sides: the call from user mode and the kernel's entry (Intel SDM 3A, 5.8.8).</summary>
internal static class SystemCalls
{
    private const int UserDataSelector = 0x18 | 3;
    private const int UserCodeSelector = 0x20 | 3;

    public static void AddTo(NativeObjectBuilder library)
    {
        library.Zeroed("hw_syscall_kernel_stack", sizeof(ulong), sizeof(ulong));
        library.Zeroed("hw_syscall_user_stack", sizeof(ulong), sizeof(ulong));
        library.Function("hw_set_syscall_stack", (a, symbols) =>
        {
            a.mov(__qword_ptr[symbols.At("hw_syscall_kernel_stack")], rdi);
            a.ret();
        });
        library.Function("hw_syscall_entry", Entry);
        library.Function("hw_syscall_stub", (a, symbols) => TrapStubs.ReturnAddress(a, symbols["hw_syscall_entry"]));
        library.Function("hw_syscall", Call);
    }

    // (number, a, b, c, d): SYSCALL itself overwrites RCX and R11, so the third argument travels in R10.
    private static void Call(Assembler a)
    {
        a.mov(rax, rdi);
        a.mov(r10, rcx);
        a.syscall();
        a.ret();
    }

    // SYSCALL leaves RSP as the user had it. FMASK keeps interrupts off until the frame is complete.
    private static void Entry(Assembler a, SymbolScope symbols)
    {
        var userStack = __qword_ptr[symbols.At("hw_syscall_user_stack")];
        a.mov(userStack, rsp);
        a.mov(rsp, __qword_ptr[symbols.At("hw_syscall_kernel_stack")]);
        a.push(UserDataSelector);
        a.push(userStack);
        a.push(r11);
        a.push(UserCodeSelector);
        a.push(rcx);
        a.push(0);
        a.push(HypercallPage.SystemCallVector);
        RegisterFrame.Dispatch(a, symbols);
        Return(a);
    }

    // SYSRET takes RIP from RCX and RFLAGS from R11; with a non-canonical RIP it would fault in ring 0 on the user's
    // stack (Intel SDM 2B, SYSRET), so such a frame goes back by IRETQ, which faults on the kernel's.
    private static void Return(Assembler a)
    {
        var byInterruptReturn = a.CreateLabel();
        a.cli();
        a.mov(rcx, __qword_ptr[rsp]);
        a.mov(r11, rcx);
        a.shr(r11, 47);
        a.jnz(byInterruptReturn);
        a.mov(r11, __qword_ptr[rsp + 16]);
        a.mov(rsp, __qword_ptr[rsp + 24]);
        a.sysretq();
        a.Label(ref byInterruptReturn);
        a.iretq();
    }
}
