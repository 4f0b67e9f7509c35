using Hyperweave.Abi;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Image.Native;

/// <summary>The way from a 64-bit entry into C#, and what C# may ask about the boot and the image.</summary>
internal static class StartUp
{
    private const uint MultibootMagic = 0x2BADB002;
    private const int StackSize = 256 * 1024;

    // Getters of addresses that the linker defines. A kernel needs them to map parts of itself into its own page tables.
    private static readonly (string Symbol, string Place)[] s_bounds =
    [
        ("hw_image_start", "hw_image_base"), ("hw_image_end", "hw_image_limit"),
        ("hw_text_start", "hw_text_base"), ("hw_text_end", "hw_text_limit"),
        ("hw_native_start", "hw_native_base"), ("hw_native_end", "hw_native_limit"),
    ];

    public static void AddTo(NativeObjectBuilder library)
    {
        // Not in .bss, which the boot stub clears after having stored these.
        library.Data("hw_boot_magic_value", new byte[sizeof(uint)]);
        library.Data("hw_boot_info_value", new byte[sizeof(ulong)]);
        library.Zeroed("hw_boot_stack", StackSize, 4096);
        library.Zeroed("hw_boot_stack_top", 0, 16);
        library.Function("hw_start", Start);
        if (library.Kind == ImageKind.Paravirtual)
            library.Function("hw_paravirtual_entry", ParavirtualEntry);
        library.Function("hw_boot_magic", (a, symbols) => { a.mov(eax, __dword_ptr[symbols.At("hw_boot_magic_value")]); a.ret(); });
        library.Function("hw_boot_info", (a, symbols) => { a.mov(rax, __qword_ptr[symbols.At("hw_boot_info_value")]); a.ret(); });
        foreach (var (symbol, place) in s_bounds)
            library.Function(symbol, (a, symbols) => TrapStubs.ReturnAddress(a, symbols[place]));
    }

    private static void Start(Assembler a, SymbolScope symbols)
    {
        a.xor(ebp, ebp);
        a.lea(rdi, __[symbols.At("__ReadyToRunHeader")]);
        a.call(symbols["hw_runtime_start"]);
        // Main(argument count, argument strings): none.
        a.xor(edi, edi);
        a.xor(esi, esi);
        a.call(symbols["__managed__Main"]);
        a.mov(edi, eax);
        a.call(symbols["hw_main_returned"]);
        a.ud2();
    }

    // RDI = physical address of the multiboot information; the stack becomes our own.
    private static void ParavirtualEntry(Assembler a, SymbolScope symbols)
    {
        a.mov(__qword_ptr[symbols.At("hw_boot_info_value")], rdi);
        a.mov(__dword_ptr[symbols.At("hw_boot_magic_value")], MultibootMagic);
        a.mov(__dword_ptr[symbols.At("hw_shared_page_memory", SharedPage.EventMask)], 1);
        a.mov(__dword_ptr[symbols.At("hw_shared_page_memory", SharedPage.Active)], 1);
        a.lea(rsp, __[symbols.At("hw_boot_stack_top")]);
        a.jmp(symbols["hw_start"]);
    }
}
