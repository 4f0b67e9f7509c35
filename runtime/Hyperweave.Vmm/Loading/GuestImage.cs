using Hyperweave.Abi;
using Hyperweave.Vmm.GuestMemory;
using Hyperweave.Vmm.Loading.Dwarf;

namespace Hyperweave.Vmm.Loading;

/// <summary>How an image wants to be started.</summary>
public enum BootProtocol
{
    Multiboot,
    Pvh,
    /// <summary>Linux's 64-bit boot protocol.</summary>
    Linux,
    /// <summary>Linux's 32-bit boot protocol, for a kernel without a 64-bit entry.</summary>
    Linux32,
}

/// <summary>An image that has been read and found sound, not yet in a machine's memory.</summary>
public sealed class GuestImage
{
    private readonly ImageBytes _file;

    internal GuestImage(ImageBytes file, BootProtocol protocol, ulong entry, IReadOnlyList<ImageSegment> segments)
    {
        _file = file;
        (Protocol, Entry, Segments, ProgramSegments) = (protocol, entry, segments, segments);
    }

    public string Path => _file.Path;
    public BootProtocol Protocol { get; }

    /// <summary>Physical address of the entry: 64-bit code for Linux, 32-bit for the other protocols.</summary>
    public ulong Entry { get; }

    /// <summary>What the protocol loads: by physical address, not overlapping.</summary>
    public IReadOnlyList<ImageSegment> Segments { get; }

    /// <summary>The ELF file's own segments with their rights, also where Multiboot's address fields took their place; else <see cref="Segments"/>.</summary>
    public IReadOnlyList<ImageSegment> ProgramSegments { get; internal init; }

    public SymbolTable Symbols { get; internal init; } = SymbolTable.Empty;

    /// <summary>Source lines of the code; empty where the image has none. Read anew each time.</summary>
    /// <exception cref="ImageException">The debug information is malformed.</exception>
    public LineTable ReadLines() => ElfFile.IsElf(_file) ? new ElfFile(_file).ReadLines() : LineTable.Empty;

    /// <summary>The "Hyperweave" note of a paravirtual image; null in all others.</summary>
    internal ParavirtualNote? Paravirtual { get; init; }

    /// <summary>Whether a zero page is what the image is started with.</summary>
    internal bool IsLinux => Protocol is BootProtocol.Linux or BootProtocol.Linux32;

    public bool IsParavirtual => Paravirtual is not null;

    /// <summary>The first address past the image.</summary>
    public ulong End => Segments[^1].End;

    /// <summary>SHA-256 of the file, lower-case hexadecimal; null where it has been written to since.</summary>
    public string? Sha256() => _file.Sha256();

    /// <summary>The setup header of a Linux kernel, and its offset in the zero page.</summary>
    internal ReadOnlySpan<byte> LinuxSetupHeader(out int offset) => LinuxImage.SetupHeader(_file, out offset);

    /// <summary>The longest command line that the image can take, in bytes.</summary>
    internal uint LongestCommandLine => IsLinux ? LinuxImage.LongestCommandLine(_file) : uint.MaxValue;

    /// <summary>Puts the bytes of a segment that the file holds into a guest's memory.</summary>
    internal void CopyTo(GuestPhysicalMemory memory, ImageSegment segment) =>
        _file.CopyTo(memory, segment.Physical, segment.FileOffset, segment.FileSize, segment.Name);

    /// <summary>The bytes of a segment that the file holds.</summary>
    public ReadOnlySpan<byte> Content(ImageSegment segment) => _file.Slice(segment.FileOffset, segment.FileSize, segment.Name);
}
