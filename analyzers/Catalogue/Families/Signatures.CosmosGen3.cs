namespace Hyperweave.Catalogue;

/// <summary>Cosmos with native ahead-of-time compilation: extern methods of module "*" (Cosmos.Kernel.Core.*, class *Native).</summary>
internal static partial class Signatures
{
    private static Signature[] CosmosGen3 =>
    [
        new("_native_io_read_byte", "in8"),
        new("_native_io_read_word", "in16"),
        new("_native_io_read_dword", "in32"),
        new("_native_io_write_byte", "out8"),
        new("_native_io_write_word", "out16"),
        new("_native_io_write_dword", "out32"),
        new("_native_cpu_disable_interrupts", "cli"),
        new("_native_cpu_enable_interrupts", "sti"),
        new("_native_sti", "sti"),
        new("_native_cpu_halt", "hlt"),
        new("_native_cpu_save_irq_and_disable", "save-and-disable", ByHand: "call Cpu.SaveAndDisable, whose result Cpu.Restore takes"),
        new("_native_cpu_restore_irq", "restore-interrupts", ByHand: "call Cpu.Restore with the result of Cpu.SaveAndDisable"),
        new("_native_cpu_rdtsc", "rdtsc"),
        new("_native_cpu_read_cr3", "read-cr3"),
        new("_native_cpu_write_cr3", "write-cr3"),
        new("_native_cpu_invlpg", "invlpg"),
        new("_native_x64_read_cr3", "read-cr3"),
        new("_native_x64_invlpg", "invlpg"),
        new("_native_x64_spare_pd_table_addr", Innocuous),
        new("_native_cpu_rdmsr", "rdmsr"),
        new("_native_cpu_wrmsr", "wrmsr"),
        new("_native_cpu_cpuid", "cpuid"),
        new("_native_x64_load_idt", "lidt"),
        new("_native_lidt", "lidt", ByHand: "call Cpu.Lidt with base and limit in a DescriptorTablePointer"),
        new("_native_x64_get_code_selector", "read-segment"),
        new("_native_x64_test_int32", "int-n"),
        new("_native_cpu_triple_fault", "shutdown", ByHand: "call Platform.Shutdown"),
        new("_native_cpu_memory_barrier", Innocuous),
        new("_native_x64_get_last_error_code", Innocuous),
    ];
}
