using Hyperweave.Image.Elf;

namespace Hyperweave.Image.Native;

/// <summary>The sections that the native library writes to.</summary>
public static class SectionNames
{
    /// <summary>Multiboot header, which must lie in the first 8 KiB of the file.</summary>
    public const string MultibootHeader = ".multiboot";
    /// <summary>Note that names the 32-bit PVH entry to a boot loader.</summary>
    public const string PvhNote = ".note.Xen";
    /// <summary>Note that names the paravirtual entry to the VMM.</summary>
    public const string HyperweaveNote = ".note.Hyperweave";
    /// <summary>Code, executable in every image.</summary>
    public const string Text = ".text";
    /// <summary>Constants.</summary>
    public const string ReadOnlyData = ".rodata";
    /// <summary>Paravirtual image only: code with sensitive instructions, in memory that the VMM maps no-execute.</summary>
    public const string Native = ".native";
    /// <summary>Initialised variables.</summary>
    public const string Data = ".data";
    /// <summary>Zeroed variables.</summary>
    public const string Zeroed = ".bss";
    /// <summary>Room for the hypercall page, which the VMM fills.</summary>
    public const string HypercallPage = ".hypercall";

    internal static ObjectSection Create(ObjectFile file, string name)
    {
        const SectionFlags read = SectionFlags.Allocate, write = read | SectionFlags.Write, execute = read | SectionFlags.Execute;
        var (type, flags) = name switch
        {
            MultibootHeader or ReadOnlyData => (SectionType.ProgramBits, read),
            PvhNote or HyperweaveNote => (SectionType.Note, read),
            Text => (SectionType.ProgramBits, execute),
            Native or Data => (SectionType.ProgramBits, write),
            Zeroed => (SectionType.NoBits, write),
            HypercallPage => (SectionType.NoBits, execute),
            _ => throw new ArgumentException($"the native library has no section '{name}'", nameof(name)),
        };
        return new ObjectSection(file, name, type, flags);
    }
}
