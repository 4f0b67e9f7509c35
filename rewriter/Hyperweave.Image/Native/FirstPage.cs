using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Image.Native;

/// <summary>
/// Page 0 stays unmapped, but a boot loader may have put its information there (QEMU does for PVH). The boot stub copies the
/// page and moves the pointers that lead into it.
/// </summary>
internal static class FirstPage
{
    private const int PageSize = 4096;
    private const int VersionOffset = 4;
    // Of hvm_start_info: modules, command line, ACPI root, and from version 1 on the memory map; 64-bit addresses.
    private static readonly int[] s_pointers = [16, 24, 32];
    private const int MemoryMapPointer = 40;

    public static void AddTo(NativeObjectBuilder library) => library.Zeroed("hw_boot_first_page", PageSize, PageSize);

    /// <summary>32-bit code; EBX holds the address of the boot information, which is stored anew when it moves.</summary>
    public static void Keep(Assembler a, SymbolScope symbols)
    {
        var done = a.CreateLabel();
        a.xor(esi, esi);
        a.mov(edi, (uint)symbols["hw_boot_first_page"]);
        a.mov(ecx, PageSize / sizeof(uint));
        a.rep.movsd();
        MoveInformation(a, symbols);
        a.cmp(__dword_ptr[symbols["hw_boot_magic_value"]], BootStub.PvhMagic);
        a.jne(done);
        foreach (var pointer in s_pointers)
        {
            var next = a.CreateLabel();
            MovePointer(a, symbols, pointer, next);
            a.Label(ref next);
        }
        a.cmp(__dword_ptr[ebx + VersionOffset], 0);
        a.je(done);
        MovePointer(a, symbols, MemoryMapPointer, done);
        a.Label(ref done);
    }

    private static void MoveInformation(Assembler a, SymbolScope symbols)
    {
        var elsewhere = a.CreateLabel();
        a.cmp(ebx, PageSize);
        a.jae(elsewhere);
        a.add(ebx, (uint)symbols["hw_boot_first_page"]);
        a.mov(__dword_ptr[symbols["hw_boot_info_value"]], ebx);
        a.Label(ref elsewhere);
    }

    // Zero means that there is none.
    private static void MovePointer(Assembler a, SymbolScope symbols, int offset, Label elsewhere)
    {
        a.cmp(__dword_ptr[ebx + offset + sizeof(uint)], 0);
        a.jne(elsewhere);
        a.mov(eax, __dword_ptr[ebx + offset]);
        a.dec(eax);
        a.cmp(eax, PageSize - 1);
        a.jae(elsewhere);
        a.add(__dword_ptr[ebx + offset], (uint)symbols["hw_boot_first_page"]);
    }
}
