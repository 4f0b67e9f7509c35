using Hyperweave.Image.Elf;

namespace Hyperweave.Image.Linking;

/// <summary>What a link made.</summary>
/// <param name="Image">The bytes of the ELF file.</param>
/// <param name="InlinedCalls">Calls replaced by the body of a native function.</param>
/// <param name="Relocations">Places filled in.</param>
public sealed record LinkResult(byte[] Image, int InlinedCalls, int Relocations);

/// <summary>
/// Links the compiled guest and the native library into a bootable image. The same input gives the same bytes.
/// </summary>
public static class Linker
{
    /// <summary>Links.</summary>
    /// <param name="kind">Which image.</param>
    /// <param name="compiled">The objects of the ahead-of-time compiler.</param>
    /// <param name="nativeLibrary">The functions that are not C#; see <see cref="Native.NativeLibrary"/>.</param>
    /// <param name="names">Readable names of C# methods.</param>
    /// <exception cref="ImageException">Undefined or duplicate symbols, unknown relocations, or a sensitive instruction in a paravirtual image.</exception>
    public static LinkResult Link(ImageKind kind, IReadOnlyList<ObjectFile> compiled, ObjectFile nativeLibrary, ReadableNames names)
    {
        var nameTable = new SymbolNameTable([nativeLibrary, .. compiled], names);
        ObjectFile[] objects = [nativeLibrary, .. compiled, nameTable.File];
        var layout = ImageLayout.Create(objects);
        nameTable.Fill(layout);
        var resolver = new SymbolResolver(layout, objects);
        var contents = new SectionContents(layout, resolver, new CallInliner(nativeLibrary));
        contents.WriteAll();
        var symbols = ImageSymbols.Collect(layout, objects);
        if (kind == ImageKind.Paravirtual)
            SensitiveCheck.Run(layout, symbols);
        var entry = resolver.Address(new ObjectSymbol("hw_multiboot_entry"));
        return new LinkResult(ElfImageWriter.Write(layout, symbols, entry, names), contents.InlinedCalls, contents.Relocations);
    }
}
