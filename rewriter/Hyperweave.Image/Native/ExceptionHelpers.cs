using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Image.Native;

/// <summary>
/// Throwing, and entering and leaving exception handlers. Handlers are funclets: functions that ilc compiles apart, which
/// run with the callee-saved registers of the frame they belong to, the exception in RDI; a catch returns where to go on.
/// The C# side is System.Runtime.ExceptionHandling in Hyperweave.CoreLib.
/// </summary>
internal static class ExceptionHelpers
{
    // RegisterContext: where the frame goes on, its stack pointer, its callee-saved registers.
    private const int Rip = 0, Rsp = 8;
    private const int ContextSpace = 88;

    private static readonly (AssemblerRegister64 Register, int Offset)[] s_saved =
        [(rbp, 16), (rbx, 24), (r12, 32), (r13, 40), (r14, 48), (r15, 56)];

    public static void AddTo(NativeObjectBuilder library)
    {
        library.Function("RhpThrowEx", (a, symbols) => Throw(a, symbols, "hw_throw"));
        library.Function("RhpRethrow", (a, symbols) => Throw(a, symbols, "hw_rethrow"));
        library.Function("hw_write_stack", WriteStack);
        library.Function("hw_call_catch", CallCatch);
        library.Function("hw_call_finally", CallFinally);
        library.Function("hw_call_filter", CallFilter);
        library.Function("hw_abandon_filter", AbandonFilter);
        foreach (var kind in new[] { "catch", "finally", "filter" })
            library.Function($"hw_{kind}_return", (a, symbols) => TrapStubs.ReturnAddress(a, symbols[$"hw_{kind}_return_point"]));
    }

    // (exception). Describes the caller in a context on the stack, and does not return.
    private static void Throw(Assembler a, SymbolScope symbols, string dispatcher)
    {
        DescribeCaller(a);
        a.mov(rsi, rsp);
        a.call(symbols[dispatcher]);
        a.ud2();
    }

    // Describes the caller as Throw does, has its frames written, and returns.
    private static void WriteStack(Assembler a, SymbolScope symbols)
    {
        DescribeCaller(a);
        a.mov(rdi, rsp);
        a.call(symbols["hw_write_stack_from"]);
        a.add(rsp, ContextSpace);
        a.ret();
    }

    private static void DescribeCaller(Assembler a)
    {
        a.mov(rcx, __qword_ptr[rsp]);
        a.lea(rax, __[rsp + sizeof(ulong)]);
        a.sub(rsp, ContextSpace);
        a.mov(__qword_ptr[rsp + Rip], rcx);
        a.mov(__qword_ptr[rsp + Rsp], rax);
        foreach (var (register, offset) in s_saved)
            a.mov(__qword_ptr[rsp + offset], register);
    }

    // (exception, handler, context)
    private static void CallCatch(Assembler a, SymbolScope symbols)
    {
        a.push(rdx);
        a.mov(rax, rsi);
        LoadSaved(a, rdx);
        a.call(rax);
        symbols.Define("hw_catch_return_point");
        a.mov(rdx, __qword_ptr[rsp]);
        a.mov(rsp, __qword_ptr[rdx + Rsp]);
        a.jmp(rax);
    }

    // (handler, context)
    private static void CallFinally(Assembler a, SymbolScope symbols)
    {
        PushSaved(a);
        a.push(rsi);
        a.mov(rax, rdi);
        LoadSaved(a, rsi);
        a.call(rax);
        symbols.Define("hw_finally_return_point");
        a.pop(rsi);
        PopSavedAndReturn(a);
    }

    // (exception, filter, context) → what the filter says
    private static void CallFilter(Assembler a, SymbolScope symbols)
    {
        PushSaved(a);
        a.push(rdx);
        a.mov(rax, rsi);
        LoadSaved(a, rdx);
        a.call(rax);
        symbols.Define("hw_filter_return_point");
        a.pop(rdx);
        PopSavedAndReturn(a);
    }

    // (stack pointer of a CallFilter). Returns 0 from it.
    private static void AbandonFilter(Assembler a, SymbolScope symbols)
    {
        a.mov(rsp, rdi);
        a.xor(eax, eax);
        a.jmp(symbols["hw_filter_return_point"]);
    }

    private static void LoadSaved(Assembler a, AssemblerRegister64 context)
    {
        foreach (var (register, offset) in s_saved)
            a.mov(register, __qword_ptr[context + offset]);
    }

    private static void PushSaved(Assembler a)
    {
        foreach (var (register, _) in s_saved)
            a.push(register);
    }

    private static void PopSavedAndReturn(Assembler a)
    {
        foreach (var (register, _) in s_saved.Reverse())
            a.pop(register);
        a.ret();
    }
}
