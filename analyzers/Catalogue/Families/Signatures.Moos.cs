namespace Hyperweave.Catalogue;

/// <summary>MOOS (nifanfa/MOOS: class Native, extern methods of module "*" that are named as their symbols).</summary>
internal static partial class Signatures
{
    private static Signature[] Moos =>
    [
        new("In8", "in8"),
        new("In16", "in16"),
        new("In32", "in32"),
        new("Out8", "out8"),
        new("Out16", "out16"),
        new("Out32", "out32"),
        new("Insb", "ins8"),
        new("Insw", "ins16"),
        new("Insd", "ins32"),
        new("Outsb", "outs8"),
        new("Outsw", "outs16"),
        new("Outsd", "outs32"),
        new("Cli", "cli"),
        new("Sti", "sti"),
        new("Hlt", "hlt"),
        new("_pause", "pause"),
        new("ReadCR2", "read-cr2"),
        new("WriteCR3", "write-cr3"),
        new("Invlpg", "invlpg"),
        new("Rdmsr", "rdmsr"),
        new("Wrmsr", "wrmsr"),
        new("Load_GDT", "lgdt"),
        new("Load_IDT", "lidt"),
        new("CPUID", "cpuid", ByHand: "it returns a pointer to static memory; call Cpu.Cpuid(leaf, 0), which returns the four registers"),
        new("Nop", Innocuous),
        new("Stosb", Innocuous),
        new("Stosd", Innocuous),
        new("Movsb", Innocuous),
        new("Movsd", Innocuous),
        new("Fxsave64", Innocuous),
        new("Fxrstor64", Innocuous),
    ];
}
