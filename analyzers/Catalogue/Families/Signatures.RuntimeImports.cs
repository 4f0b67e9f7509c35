namespace Hyperweave.Catalogue;

/// <summary>
/// Kernels without a runtime (bflat and zerosharp style): [RuntimeImport("*", name)] on an internal call, with the names that C
/// headers use where the families above have none.
/// </summary>
internal static partial class Signatures
{
    private static Signature[] RuntimeImports =>
    [
        new("inl", "in32"),
        new("outl", "out32"),
        new("insb", "ins8"),
        new("insw", "ins16"),
        new("insl", "ins32"),
        new("outsb", "outs8"),
        new("outsw", "outs16"),
        new("outsl", "outs32"),
        new("io_wait", "port-delay"),
        new("rdtsc", "rdtsc"),
        new("pushf", "pushf"),
        new("popf", "popf"),
        new("read_cr8", "read-cr8"),
        new("write_cr8", "write-cr8"),
        new("swapgs", "swapgs"),
        new("wbinvd", "wbinvd"),
        new("clts", "clts"),
    ];
}
