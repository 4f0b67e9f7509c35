namespace Hyperweave.Image.Native;

/// <summary>What boot loaders look for in the file: a multiboot header and a PVH note, both leading to 32-bit code.</summary>
internal static class BootProtocols
{
    private const uint MultibootHeaderMagic = 0x1BADB002;
    // Page-aligned modules (bit 0), memory information (bit 1), addresses below are valid (bit 16): that last one makes
    // loaders take the file by these addresses instead of as a 32-bit ELF (Multiboot 0.6.96, 3.1.3).
    private const uint MultibootFlags = 0x0001_0003;
    private const uint PvhEntryNoteType = 18;

    public static void AddTo(NativeObjectBuilder library)
    {
        library.Data("hw_multiboot_header", SectionNames.MultibootHeader, sizeof(ulong), MultibootHeader);
        library.Data("hw_pvh_note", SectionNames.PvhNote, sizeof(uint), PvhNote);
    }

    private static void MultibootHeader(DataWriter data)
    {
        data.Number32(MultibootHeaderMagic);
        data.Number32(MultibootFlags);
        data.Number32(unchecked(0u - MultibootHeaderMagic - MultibootFlags));
        data.Address32("hw_multiboot_header");
        data.Address32("hw_image_base");
        data.Address32("hw_load_end");
        data.Address32("hw_image_limit");
        data.Address32("hw_multiboot_entry");
    }

    // XEN_ELFNOTE_PHYS32_ENTRY; loaders read the address with the word size of the file.
    private static void PvhNote(DataWriter data)
    {
        NoteHeader.Write(data, "Xen", PvhEntryNoteType, sizeof(ulong));
        data.Address64("hw_pvh_entry");
    }
}
