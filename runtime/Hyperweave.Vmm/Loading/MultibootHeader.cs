namespace Hyperweave.Vmm.Loading;

/// <summary>The header by which an image asks for Multiboot (Multiboot Specification 0.6.96, section 3.1).</summary>
internal sealed class MultibootHeader
{
    public const uint Magic = 0x1BAD_B002;
    private const uint SearchLength = 8192, RequiredFeatures = 0xFFFF, AlignModules = 1, MemoryInformation = 2, VideoMode = 4, AddressFields = 0x1_0000;

    private readonly ImageBytes _file;
    private readonly ulong _at;
    private readonly uint _flags;

    private MultibootHeader(ImageBytes file, ulong at)
    {
        _file = file;
        _at = at;
        _flags = file.U32(at + 4, "multiboot flags");
        uint unknown = _flags & RequiredFeatures & ~(AlignModules | MemoryInformation);
        if ((unknown & VideoMode) != 0) throw file.Bad("multiboot header requires a video mode, which this machine does not have", at + 4);
        if (unknown != 0) throw file.Bad($"multiboot header requires unknown features 0x{unknown:X}", at + 4);
    }

    /// <summary>Flag 16: the header gives the load addresses itself ("a.out kludge"), which go before those of ELF.</summary>
    public bool HasAddresses => (_flags & AddressFields) != 0;

    /// <summary>The header: in the first 8 KiB, at a multiple of four, with a checksum; null where there is none.</summary>
    public static MultibootHeader? Find(ImageBytes file)
    {
        for (uint at = 0; at + 12 <= Math.Min(SearchLength, (uint)file.Length); at += 4)
        {
            if (file.U32(at, "multiboot magic") != Magic) continue;
            uint sum = Magic + file.U32(at + 4, "multiboot flags") + file.U32(at + 8, "multiboot checksum");
            if (sum == 0) return new MultibootHeader(file, at);
        }
        return null;
    }

    /// <summary>The one segment and the entry that the address fields describe.</summary>
    public (ImageSegment Segment, ulong Entry) ReadAddresses()
    {
        uint Field(uint offset) => _file.U32(_at + offset, "multiboot address fields");
        uint header = Field(12), load = Field(16), loadEnd = Field(20), bssEnd = Field(24), entry = Field(28);
        if (header < load) throw _file.Bad($"multiboot header_addr 0x{header:X} is below load_addr 0x{load:X}", _at + 12);
        if (header - load > _at) throw _file.Bad($"multiboot load_addr 0x{load:X} lies before the file's beginning", _at + 16);
        ulong offset = _at - (header - load);
        // load_end_addr 0: everything up to the end of the file. bss_end_addr 0: no bss.
        if (loadEnd != 0 && loadEnd < load) throw _file.Bad($"multiboot load_end_addr 0x{loadEnd:X} is below load_addr 0x{load:X}", _at + 20);
        ulong fileSize = loadEnd != 0 ? loadEnd - load : (ulong)_file.Length - offset;
        if (bssEnd != 0 && bssEnd < load + fileSize) throw _file.Bad($"multiboot bss_end_addr 0x{bssEnd:X} is below the end of what is loaded", _at + 24);
        ulong memorySize = bssEnd != 0 ? bssEnd - load : fileSize;
        if (memorySize == 0) throw _file.Bad("multiboot address fields load nothing", _at + 16);
        _file.Slice(offset, fileSize, "multiboot load range");
        var segment = new ImageSegment("multiboot load range", load, load, memorySize, offset, fileSize,
            SegmentRights.Read | SegmentRights.Write | SegmentRights.Execute, _at + 12);
        return (segment, entry);
    }
}
