namespace Hyperweave.Catalogue;

internal static partial class Operations
{
    private static Operation[] Paging =>
    [
        Privileged("invlpg", "INVLPG", "forgets the translation of one page", "Hypercall.FlushPage"),
        Unsupported("invpcid", "INVPCID", OperationClass.Privileged, "forgets translations by process-context identifier",
            "the interface has no process-context identifiers; use Cpu.Invlpg or Cpu.WriteCr3"),
        new("wbinvd", "WBINVD", OperationClass.Privileged, "writes back and empties the caches; a virtual machine's memory is coherent, so nothing is left to do", ""),
        Unsupported("invd", "INVD", OperationClass.Privileged, "empties the caches without writing back: loses memory contents", "use Cpu.Wbinvd"),
        Unsupported("wbnoinvd", "WBNOINVD", OperationClass.Privileged, "writes back the caches and keeps them", "use Cpu.Wbinvd") with { Translated = Translated.NotOffered },
        Sensitive("page-entry-store", "", "stores a page-table entry: an ordinary store that changes what addresses mean", "Hypercall.MmuUpdate") with { Translated = Translated.AsItIs },
        Sensitive("page-entry-store-run", "", "stores neighbouring page-table entries", "Hypercall.MmuUpdate") with { Translated = Translated.AsItIs },
        Unsupported("invlpgb", "INVLPGB|TLBSYNC", OperationClass.Privileged, "forgets translations on every processor", "the virtual machine has one processor") with { Translated = Translated.NotOffered },
        Unsupported("smap-access", "CLAC|STAC", OperationClass.Privileged, "switches supervisor access to user pages (RFLAGS.AC)",
            "the interface has no SMAP") with { Translated = Translated.InLine },
    ];
}
