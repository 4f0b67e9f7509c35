using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Image.Native;

/// <summary>
/// From a boot loader's 32-bit protected mode, flat segments, paging off, into 64-bit long mode (Intel SDM 3A, 9.8.5).
/// Maps the first 4 GiB at their own addresses in 2 MiB pages, except page 0, so that a null dereference faults.
/// </summary>
internal static class BootStub
{
    internal const uint PvhMagic = 0x336EC578;
    private const int PageSize = 4096;
    private const uint PresentWritable = 0x03;
    private const uint PresentWritableLarge = 0x83;
    private const int DirectoryCount = 4;
    private const int EntriesPerTable = 512;
    private const uint LargePageSize = 0x20_0000;
    private const int CodeSelector = 0x08;
    private const int DataSelector = 0x10;

    // PAE, OSFXSR, OSXMMEXCPT: compiled code uses SSE2.
    private const uint ControlRegister4 = 0x620;
    private const uint ExtendedFeatureRegister = 0xC000_0080;
    // LME, and NXE so that the kernel's own page tables may use bit 63.
    private const uint LongModeAndNoExecute = 0x900;
    // EM and TS would make SSE instructions trap.
    private const int NotEmulationTaskSwitched = ~0x0C;
    // PG, WP, NE, MP, PE.
    private const uint ControlRegister0 = 0x8001_0023;

    public static void AddTo(NativeObjectBuilder library)
    {
        FirstPage.AddTo(library);
        library.Zeroed("hw_boot_pml4", PageSize, PageSize);
        library.Zeroed("hw_boot_pdpt", PageSize, PageSize);
        library.Zeroed("hw_boot_directories", DirectoryCount * PageSize, PageSize);
        library.Zeroed("hw_boot_first_table", PageSize, PageSize);
        library.Data("hw_boot_gdt", SectionNames.ReadOnlyData, sizeof(ulong), Descriptors);
        library.Data("hw_boot_gdt_pointer", SectionNames.ReadOnlyData, sizeof(ulong), DescriptorPointer);
        library.BootFunction("hw_pvh_entry", PvhEntry);
        library.BootFunction("hw_multiboot_entry", MultibootEntry);
        library.BootFunction("hw_boot_to_long_mode", ToLongMode);
        library.Function("hw_boot_long_mode", LongModeEntry);
    }

    // PVH leaves the address of its start information in EBX, as multiboot does, but no magic number.
    private static void PvhEntry(Assembler a, SymbolScope symbols)
    {
        a.mov(eax, PvhMagic);
        a.jmp(symbols["hw_multiboot_entry"]);
    }

    private static void MultibootEntry(Assembler a, SymbolScope symbols)
    {
        a.cli();
        a.cld();
        a.mov(__dword_ptr[symbols["hw_boot_magic_value"]], eax);
        a.mov(__dword_ptr[symbols["hw_boot_info_value"]], ebx);
        // Loaders that go by the multiboot header's addresses need not have cleared this memory.
        a.mov(edi, (uint)symbols["hw_bss_start"]);
        a.mov(ecx, (uint)symbols["hw_bss_end"]);
        a.sub(ecx, edi);
        a.xor(eax, eax);
        a.rep.stosb();
        FirstPage.Keep(a, symbols);
        BuildTables(a, symbols);
        a.jmp(symbols["hw_boot_to_long_mode"]);
    }

    private static void BuildTables(Assembler a, SymbolScope symbols)
    {
        a.mov(__dword_ptr[symbols["hw_boot_pml4"]], (uint)symbols["hw_boot_pdpt"] + PresentWritable);
        for (var directory = 0u; directory < DirectoryCount; directory++)
            a.mov(__dword_ptr[symbols["hw_boot_pdpt"] + (directory * 8)], (uint)symbols["hw_boot_directories"] + (directory * PageSize) + PresentWritable);
        Fill(a, (uint)symbols["hw_boot_directories"], PresentWritableLarge, LargePageSize, DirectoryCount * EntriesPerTable);
        // The first 2 MiB in small pages, the first of them absent.
        Fill(a, (uint)symbols["hw_boot_first_table"] + 8, PageSize + PresentWritable, PageSize, EntriesPerTable - 1);
        a.mov(__dword_ptr[symbols["hw_boot_directories"]], (uint)symbols["hw_boot_first_table"] + PresentWritable);
    }

    // Stores count entries, the high halves already zero.
    private static void Fill(Assembler a, uint table, uint firstEntry, uint step, int count)
    {
        var next = a.CreateLabel();
        a.mov(edi, table);
        a.mov(eax, firstEntry);
        a.mov(ecx, count);
        a.Label(ref next);
        a.mov(__dword_ptr[edi], eax);
        a.add(eax, step);
        a.add(edi, 8);
        a.dec(ecx);
        a.jnz(next);
    }

    private static void ToLongMode(Assembler a, SymbolScope symbols)
    {
        a.mov(eax, (uint)symbols["hw_boot_pml4"]);
        a.mov(cr3, eax);
        a.mov(eax, cr4);
        a.or(eax, ControlRegister4);
        a.mov(cr4, eax);
        a.mov(ecx, ExtendedFeatureRegister);
        a.rdmsr();
        a.or(eax, LongModeAndNoExecute);
        a.wrmsr();
        a.mov(eax, cr0);
        a.and(eax, NotEmulationTaskSwitched);
        a.or(eax, ControlRegister0);
        a.mov(cr0, eax);
        a.lgdt(__[symbols["hw_boot_gdt_pointer"]]);
        a.AddInstruction(Instruction.CreateBranch(Code.Jmp_ptr1632, CodeSelector, (uint)symbols["hw_boot_long_mode"]));
    }

    private static void LongModeEntry(Assembler a, SymbolScope symbols)
    {
        a.mov(eax, DataSelector);
        foreach (var register in new[] { ds, es, ss, fs, gs })
            a.mov(register, eax);
        a.fninit();
        a.mov(esp, (uint)symbols["hw_boot_stack_top"]);
        a.jmp(symbols["hw_start"]);
    }

    // Null, 64-bit code, data; ring 0, marked as accessed so that the processor never writes to them.
    private static void Descriptors(DataWriter data)
    {
        data.Number64(0);
        data.Number64(0x00AF_9B00_0000_FFFF);
        data.Number64(0x00CF_9300_0000_FFFF);
    }

    private static void DescriptorPointer(DataWriter data)
    {
        data.Number16(23);
        data.Address32("hw_boot_gdt");
    }
}
