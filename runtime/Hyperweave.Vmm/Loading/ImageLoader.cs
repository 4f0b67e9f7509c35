using System.Runtime.InteropServices;
using Hyperweave.Abi;

namespace Hyperweave.Vmm.Loading;

/// <summary>Reads an image file and decides how it boots: a bzImage as Linux, else by Multiboot when it has that header, by PVH when it has that note.</summary>
public static class ImageLoader
{
    /// <summary>The note by which Xen and QEMU find a PVH entry: name "Xen", type XEN_ELFNOTE_PHYS32_ENTRY.</summary>
    private const string PvhNoteName = "Xen";
    private const uint PvhNoteType = 18;

    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ImageException">The image is malformed, or boots by no protocol known here.</exception>
    public static GuestImage Load(string path)
    {
        var file = ImageBytes.Open(path);
        if (LinuxImage.IsLinux(file)) return LoadLinux(file);
        var header = MultibootHeader.Find(file);
        var elf = ElfFile.IsElf(file) ? new ElfFile(file) : null;
        if (header is { HasAddresses: true }) return WithAddresses(file, header, elf);
        if (elf is null)
            throw new ImageException(path, header is null
                ? "is neither an ELF file nor a Linux kernel, nor has it a multiboot header in its first 8192 bytes"
                : "is not an ELF file, and its multiboot header gives no load addresses");
        if (header is not null) return Create(file, elf, BootProtocol.Multiboot, elf.Entry, elf.Segments);
        var note = elf.Notes.FirstOrDefault(note => note.Name == PvhNoteName && note.Type == PvhNoteType);
        if (note is null) throw new ImageException(path, "has neither a multiboot header in its first 8192 bytes nor a PVH note");
        return Create(file, elf, BootProtocol.Pvh, PvhEntry(file, note), elf.Segments);
    }

    private static GuestImage LoadLinux(ImageBytes file)
    {
        var linux = new LinuxImage(file);
        return Create(file, null, linux.Protocol, linux.Entry, ImageSegment.Ordered(file.Path, [linux.Kernel]));
    }

    private static GuestImage WithAddresses(ImageBytes file, MultibootHeader header, ElfFile? elf)
    {
        var (segment, entry) = header.ReadAddresses();
        return Create(file, elf, BootProtocol.Multiboot, entry, ImageSegment.Ordered(file.Path, [segment]));
    }

    private static GuestImage Create(ImageBytes file, ElfFile? elf, BootProtocol protocol, ulong entry, IReadOnlyList<ImageSegment> segments)
    {
        if (!segments.Any(segment => segment.Contains(entry)))
            throw new ImageException(file.Path, $"entry 0x{entry:X} lies outside the image's segments", elf is null ? 0 : 0x18);
        return new GuestImage(file, protocol, entry, segments)
        {
            Symbols = elf is null ? SymbolTable.Empty : new SymbolTable(elf.Symbols),
            ProgramSegments = elf?.Segments ?? segments,
            Paravirtual = elf is null ? null : ReadParavirtual(file, elf),
        };
    }

    private static ulong PvhEntry(ImageBytes file, ElfNote note) => note.DescriptorSize switch
    {
        4 => file.U32(note.Descriptor, "PVH note"),
        8 => file.U64(note.Descriptor, "PVH note"),
        _ => throw file.Bad($"PVH note has {note.DescriptorSize} bytes, not 4 or 8", note.At),
    };

    private static ParavirtualNote? ReadParavirtual(ImageBytes file, ElfFile elf)
    {
        var note = elf.Notes.FirstOrDefault(note => note.Name == HypercallAbi.NoteName && note.Type == HypercallAbi.NoteType);
        if (note is null) return null;
        int size = Marshal.SizeOf<ParavirtualNote>();
        if (note.DescriptorSize != size) throw file.Bad($"Hyperweave note has {note.DescriptorSize} bytes, not {size}", note.At);
        var content = MemoryMarshal.Read<ParavirtualNote>(file.Slice(note.Descriptor, (ulong)size, "Hyperweave note"));
        CheckParavirtual(file, note, content, elf);
        return content;
    }

    private static void CheckParavirtual(ImageBytes file, ElfNote note, ParavirtualNote content, ElfFile elf)
    {
        if (content.AbiVersion != HypercallAbi.Version)
            throw file.Bad($"Hyperweave note asks for version {content.AbiVersion} of the hypercall interface, this is {HypercallAbi.Version}", note.At);
        CheckPage(file, note, "hypercall page", content.HypercallPage, elf);
        CheckPage(file, note, "shared page", content.SharedPage, elf);
        if (!elf.Segments.Any(segment => segment.Contains(content.Entry) && (segment.Rights & SegmentRights.Execute) != 0))
            throw file.Bad($"Hyperweave note: entry 0x{content.Entry:X} lies outside the image's executable segments", note.At);
    }

    private static void CheckPage(ImageBytes file, ElfNote note, string what, ulong address, ElfFile elf)
    {
        if (address % HypercallPage.Size != 0) throw file.Bad($"Hyperweave note: {what} 0x{address:X} is not at a multiple of 4096", note.At);
        if (!elf.Segments.Any(segment => segment.Contains(address) && segment.End - address >= HypercallPage.Size))
            throw file.Bad($"Hyperweave note: {what} 0x{address:X} lies outside the image's segments", note.At);
    }
}
