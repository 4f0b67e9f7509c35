using Hyperweave.Abi;
using Hyperweave.Image.Linking;
using Hyperweave.Image.Native;

namespace Hyperweave.Image.Tests;

public class LayoutTests
{
    private const uint Execute = 1, Write = 2, Read = 4;

    [Theory]
    [InlineData(ImageKind.Unmodified)]
    [InlineData(ImageKind.Paravirtual)]
    public void The_multiboot_header_is_in_the_first_8_KiB_and_its_addresses_hold(ImageKind kind)
    {
        var image = Link(kind);
        var header = image.Sections.Single(section => section.Name == ".multiboot");
        Assert.True(header.Offset < 8192 - 32);
        Assert.Equal(0u, image.Number32(header.Offset) + image.Number32(header.Offset + 4) + image.Number32(header.Offset + 8));
        var (at, load, loadEnd, end, entry) = (image.Number32(header.Offset + 12), image.Number32(header.Offset + 16), image.Number32(header.Offset + 20), image.Number32(header.Offset + 24), image.Number32(header.Offset + 28));
        Assert.Equal(header.Address, at);
        Assert.Equal(0x10_0000u, load);
        Assert.Equal(image.Entry, entry);
        // A multiboot loader copies one run: every loaded segment must lie in the file as in memory.
        foreach (var segment in image.Segments.Where(segment => segment is { Type: 1, FileSize: > 0 }))
        {
            Assert.Equal(header.Offset - (at - load) + segment.Address - load, segment.Offset);
            Assert.InRange(segment.Address + segment.FileSize, load, loadEnd);
            Assert.InRange(segment.Address + segment.MemorySize, load, end);
        }
    }

    [Fact]
    public void No_segment_is_writable_and_executable()
    {
        foreach (var kind in Enum.GetValues<ImageKind>())
            Assert.DoesNotContain(Link(kind).Segments, segment => (segment.Flags & (Write | Execute)) == (Write | Execute));
    }

    [Fact]
    public void The_paravirtual_note_names_entry_and_pages()
    {
        var image = Link(ImageKind.Paravirtual);
        var note = image.Sections.Single(section => section.Name == ".note.Hyperweave").Offset;
        var descriptor = note + 12 + 12;
        Assert.Equal((11u, 32u, HypercallAbi.NoteType), (image.Number32(note), image.Number32(note + 4), image.Number32(note + 8)));
        Assert.Equal(HypercallAbi.Version, image.Number32(descriptor));
        Assert.Equal(AddressOf(image, "hw_paravirtual_entry"), image.Number64(descriptor + 8));
        Assert.Equal(AddressOf(image, "hw_hypercall_page_memory"), image.Number64(descriptor + 16));
        Assert.Equal(AddressOf(image, "hw_shared_page_memory"), image.Number64(descriptor + 24));
        var page = image.Segments.Single(segment => segment.Type == 1 && segment.Address == image.Number64(descriptor + 16));
        Assert.Equal((Read | Execute, 0ul, (ulong)HypercallPage.Size), (page.Flags, page.FileSize, page.MemorySize));
    }

    [Fact]
    public void Native_code_of_a_paravirtual_image_is_not_executable()
    {
        var image = Link(ImageKind.Paravirtual);
        var native = image.Sections.Single(section => section.Name == ".native");
        Assert.Equal(Read | Write, image.Segments.Single(segment => segment.Type == 1 && segment.Address == native.Address).Flags);
        foreach (var symbol in new[] { "hw_cli", "hw_out8", "hw_trap_common", "hw_boot_to_long_mode", "hw_multiboot_entry", "hw_syscall" })
            Assert.InRange(AddressOf(image, symbol), native.Address, native.Address + native.Size);
        foreach (var symbol in new[] { "hw_switch", "hw_pv_trap_common", "hw_paravirtual_entry" })
            Assert.False(AddressOf(image, symbol) >= native.Address && AddressOf(image, symbol) < native.Address + native.Size);
    }

    [Fact]
    public void Every_symbol_of_the_native_contract_is_there()
    {
        var declared = File.ReadLines(Path.Combine(Repository.Root, "runtime", "Hyperweave.Guest", "Native.Image.cs"))
            .Where(line => line.Contains("RuntimeImport(\"*\"")).Select(line => line.Split('"')[3]).ToList();
        Assert.NotEmpty(declared);
        foreach (var kind in Enum.GetValues<ImageKind>())
        {
            var defined = NativeLibrary.Build(kind).Symbols.Where(symbol => symbol.IsDefined).Select(symbol => symbol.Name).ToHashSet();
            Assert.DoesNotContain(declared, symbol => !defined.Contains(symbol));
        }
    }

    private static ulong AddressOf(ImageReader image, string symbol) => image.Symbols.First(candidate => candidate.Name == symbol).Address;

    private static ImageReader Link(ImageKind kind) =>
        ImageReader.Read(Linker.Link(kind, [StandIns.Guest(kind)], NativeLibrary.Build(kind), new ReadableNames()).Image);
}
