using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Image.Native;

/// <summary>
/// What the core library and code compiled by ilc need in machine code: allocation and dispatch fast paths, write
/// barriers, and addresses that the linker knows. The C# side of each is in Hyperweave.CoreLib (Internal.Runtime.Heap,
/// System.Runtime.InterfaceDispatch), which relies on the layouts used here.
/// </summary>
internal static class RuntimeHelpers
{
    // Fields of ilc's method table.
    private const int ComponentSize = 0, BaseSize = 4;

    // Of an array: its length, after the method table.
    private const int Length = 8;

    // Longer arrays take the slow path, so that their size fits into 32 bits here.
    private const int LongestFastArray = 0x4000;

    // Fields of Heap.State.
    private const string State = "hw_allocator_memory";
    private const int Next = 0, Limit = 8, StateSize = 16;

    // InterfaceDispatch.Record, and the number of its chains.
    private const int RecordReceiver = 8, RecordCell = 16, RecordTarget = 24;
    private const string DispatchTable = "hw_dispatch_table_memory";
    private const int ChainCount = 1024;

    public static void AddTo(NativeObjectBuilder library)
    {
        library.Zeroed(State, StateSize, 16);
        library.Zeroed(DispatchTable, ChainCount * sizeof(ulong), 64);
        // ilc's stack canary, and the flag by which a collector would stop threads.
        library.Data("__security_cookie", 0x32, 0xA2, 0xDF, 0x2D, 0x99, 0x2B, 0x00, 0x00);
        library.Data("RhpTrapThreads", new byte[sizeof(ulong)]);
        library.Function("RhpNewFast", NewObject);
        library.Function("RhpNewFinalizable", NewObject);
        library.Function("RhNewObject", NewObject);
        library.Function("RhpNewArrayFast", NewArray);
        library.Function("RhpNewPtrArrayFast", NewArray);
        library.Function("RhpNewArray", NewArray);
        library.Function("RhNewArray", NewArray);
        AddBarriers(library);
        library.Function("RhpInitialDynamicInterfaceDispatch", DispatchInterface);
        AddGetters(library);
        // No guard pages: a kernel's stacks are as large as it makes them.
        library.Function("RhpStackProbe", a => a.ret());
        ExceptionHelpers.AddTo(library);
    }

    // Without a collector a barrier is a store, short enough to stand in place of its call.
    private static void AddBarriers(NativeObjectBuilder library)
    {
        library.Function("RhpAssignRef", a => { a.mov(__qword_ptr[rdi], rsi); a.ret(); });
        library.Function("RhpCheckedAssignRef", a => { a.mov(__qword_ptr[rdi], rsi); a.ret(); });
        // (destination RDI, source RSI), both advanced.
        library.Function("RhpByRefAssignRef", a => { a.movsq(); a.ret(); });
    }

    private static void AddGetters(NativeObjectBuilder library)
    {
        library.Function("hw_allocator_state", (a, symbols) => TrapStubs.ReturnAddress(a, symbols[State]));
        library.Function("hw_dispatch_table", (a, symbols) => TrapStubs.ReturnAddress(a, symbols[DispatchTable]));
        library.Function("hw_symbols", (a, symbols) => TrapStubs.ReturnAddress(a, symbols["hw_symbol_table"]));
        library.Function("hw_unwind_section", UnwindSection);
    }

    // (address of the start, address of the end)
    private static void UnwindSection(Assembler a, SymbolScope symbols)
    {
        a.lea(rax, __[symbols.At("hw_eh_frame_start")]);
        a.mov(__qword_ptr[rdi], rax);
        a.lea(rax, __[symbols.At("hw_eh_frame_end")]);
        a.mov(__qword_ptr[rsi], rax);
        a.ret();
    }

    // (method table) → object
    private static void NewObject(Assembler a, SymbolScope symbols)
    {
        a.mov(edx, __dword_ptr[rdi + BaseSize]);
        Allocate(a, symbols, "hw_allocate_object");
        a.ret();
    }

    // (method table, length) → array; the size is rounded up to 8.
    private static void NewArray(Assembler a, SymbolScope symbols)
    {
        a.cmp(rsi, LongestFastArray);
        a.ja(symbols["hw_allocate_array"]);
        a.movzx(edx, __word_ptr[rdi + ComponentSize]);
        a.imul(edx, esi);
        a.mov(eax, __dword_ptr[rdi + BaseSize]);
        a.lea(edx, __[rdx + rax + 7]);
        a.and(edx, -8);
        Allocate(a, symbols, "hw_allocate_array");
        a.mov(__dword_ptr[rax + Length], esi);
        a.ret();
    }

    // Size in RDX → object in RAX. The limit is read before Next is advanced: a chunk that an interrupt or another thread
    // installs in between lies beyond the limit read, so that memory is never handed out twice.
    private static void Allocate(Assembler a, SymbolScope symbols, string slowPath)
    {
        a.mov(rcx, __qword_ptr[symbols.At(State, Limit)]);
        a.mov(rax, rdx);
        a.xadd(__qword_ptr[symbols.At(State, Next)], rax);
        a.add(rdx, rax);
        a.cmp(rdx, rcx);
        a.ja(symbols[slowPath]);
        a.mov(__qword_ptr[rax], rdi);
    }

    // Jumped to through the cell whose address is in R11, all arguments in place, the receiver in RDI. Walks the chain of
    // ((cell >> 1) + method table) >> 3; the head has its place at a record's Next.
    private static void DispatchInterface(Assembler a, SymbolScope symbols)
    {
        var next = a.CreateLabel();
        var resolve = a.CreateLabel();
        a.mov(rax, __qword_ptr[rdi]);
        a.mov(r10, r11);
        a.shr(r10, 1);
        a.add(r10, rax);
        a.and(r10d, (ChainCount - 1) * sizeof(ulong));
        a.add(r10, (int)symbols[DispatchTable]);
        a.Label(ref next);
        a.mov(r10, __qword_ptr[r10]);
        a.test(r10, r10);
        a.jz(resolve);
        a.cmp(__qword_ptr[r10 + RecordReceiver], rax);
        a.jne(next);
        a.cmp(__qword_ptr[r10 + RecordCell], r11);
        a.jne(next);
        a.jmp(__qword_ptr[r10 + RecordTarget]);
        a.Label(ref resolve);
        Resolve(a, symbols);
    }

    private static void Resolve(Assembler a, SymbolScope symbols)
    {
        AssemblerRegister64[] arguments = [rdi, rsi, rdx, rcx, r8, r9];
        AssemblerRegisterXMM[] vectors = [xmm0, xmm1, xmm2, xmm3, xmm4, xmm5, xmm6, xmm7];
        const int VectorSize = 16, Alignment = 8;
        var space = (vectors.Length * VectorSize) + Alignment;
        foreach (var register in arguments)
            a.push(register);
        a.sub(rsp, space);
        for (var i = 0; i < vectors.Length; i++)
            a.movups(__xmmword_ptr[rsp + (i * VectorSize)], vectors[i]);
        a.mov(rsi, r11);
        a.call(symbols["hw_resolve_interface"]);
        for (var i = 0; i < vectors.Length; i++)
            a.movups(vectors[i], __xmmword_ptr[rsp + (i * VectorSize)]);
        a.add(rsp, space);
        foreach (var register in arguments.Reverse())
            a.pop(register);
        a.jmp(rax);
    }
}
