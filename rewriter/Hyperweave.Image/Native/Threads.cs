using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Image.Native;

/// <summary>Switching between kernel threads; ordinary code in every image.</summary>
internal static class Threads
{
    private static readonly AssemblerRegister64[] s_calleeSaved = [rbx, rbp, r12, r13, r14, r15];

    public static void AddTo(NativeObjectBuilder library)
    {
        library.Function("hw_switch", Switch);
        library.Function("hw_thread_entry", Start);
        library.Function("hw_thread_start", (a, symbols) => TrapStubs.ReturnAddress(a, symbols["hw_thread_entry"]));
    }

    // (address to save RSP at, RSP of the next thread). Only what a call preserves needs saving.
    private static void Switch(Assembler a)
    {
        foreach (var register in s_calleeSaved)
            a.push(register);
        a.mov(__qword_ptr[rdi], rsp);
        a.mov(rsp, rsi);
        foreach (var register in s_calleeSaved.Reverse())
            a.pop(register);
        a.ret();
    }

    // RBP = 0 ends the chain of frames for a debugger; a thread function must not return.
    private static void Start(Assembler a)
    {
        a.xor(ebp, ebp);
        a.and(rsp, -16);
        a.mov(rdi, r13);
        a.call(r12);
        a.ud2();
    }
}
