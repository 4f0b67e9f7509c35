using System.Runtime.InteropServices;

namespace Families.CosmosGen3;

/// <summary>The native side, as its C# declares it: stubs of the LibraryImport generator, overloads told apart by their entry points.</summary>
internal static unsafe partial class Native
{
    internal static partial class Io
    {
        [LibraryImport("*", EntryPoint = "_native_io_write_byte")] internal static partial void Write(ushort port, byte value);

        [LibraryImport("*", EntryPoint = "_native_io_write_word")] internal static partial void Write(ushort port, ushort value);

        [LibraryImport("*", EntryPoint = "_native_io_write_dword")] internal static partial void Write(ushort port, uint value);

        [LibraryImport("*", EntryPoint = "_native_io_read_byte")] internal static partial byte ReadByte(ushort port);

        [LibraryImport("*", EntryPoint = "_native_io_read_word")] internal static partial ushort ReadWord(ushort port);

        [LibraryImport("*", EntryPoint = "_native_io_read_dword")] internal static partial uint ReadDWord(ushort port);

        // Marshalled, so that the extern is a local function inside the generated stub.
        [LibraryImport("*", EntryPoint = "_native_io_write_byte")]
        internal static partial void WriteFlag(ushort port, [MarshalAs(UnmanagedType.U1)] bool value); // stub -> out8

        [LibraryImport("*", EntryPoint = "_native_io_read_byte")]
        [return: MarshalAs(UnmanagedType.U1)]
        internal static partial bool ReadFlag(ushort port); // stub -> in8
    }

    internal static partial class Cpu
    {
        [LibraryImport("*", EntryPoint = "_native_cpu_disable_interrupts")] internal static partial void DisableInterrupts();

        [LibraryImport("*", EntryPoint = "_native_cpu_enable_interrupts")] internal static partial void EnableInterrupts();

        [LibraryImport("*", EntryPoint = "_native_cpu_halt")] internal static partial void Halt();

        [LibraryImport("*", EntryPoint = "_native_cpu_rdtsc")] internal static partial ulong ReadTsc();

        [LibraryImport("*", EntryPoint = "_native_cpu_read_cr3")] internal static partial ulong ReadCr3();

        [LibraryImport("*", EntryPoint = "_native_cpu_write_cr3")] internal static partial void WriteCr3(ulong value);

        [LibraryImport("*", EntryPoint = "_native_cpu_invlpg")] internal static partial void Invlpg(ulong address);

        [LibraryImport("*", EntryPoint = "_native_cpu_rdmsr")] internal static partial ulong ReadMsr(uint register);

        [LibraryImport("*", EntryPoint = "_native_cpu_wrmsr")] internal static partial void WriteMsr(uint register, ulong value);

        [LibraryImport("*", EntryPoint = "_native_cpu_cpuid")]
        internal static partial void Cpuid(uint leaf, uint subleaf, out uint eax, out uint ebx, out uint ecx, out uint edx); // stub -> cpuid
    }
}
