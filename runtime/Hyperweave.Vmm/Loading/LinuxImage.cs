using Hyperweave.Vmm.GuestMemory;

namespace Hyperweave.Vmm.Loading;

/// <summary>
/// A Linux kernel as distributions ship it, or what looks like one, as memtest86+: a bzImage, whose protected-mode part is
/// entered in 64-bit code where it can be, else in 32-bit code (Linux, Documentation/x86/boot.rst, "64-bit Boot Protocol" and
/// "32-bit Boot Protocol"). Field offsets are those of the file's setup header.
/// </summary>
internal sealed class LinuxImage
{
    private const uint Magic = 0x5372_6448, MagicAt = 0x202;
    private const ushort BootFlag = 0xAA55, LeastVersion = 0x20C;
    private const uint HeaderStart = 0x1F1, SectorSize = 512, Entry64Offset = 0x200;
    private const byte LoadedHigh = 1;
    private const ushort Has64BitEntry = 1;

    private readonly ImageBytes _file;

    public static bool IsLinux(ImageBytes file) => file.Length >= 0x206 && file.U32(MagicAt, "Linux magic") == Magic;

    public LinuxImage(ImageBytes file)
    {
        _file = file;
        if (file.U16(0x1FE, "Linux boot flag") != BootFlag) throw file.Bad("Linux setup header has no boot flag 0xAA55", 0x1FE);
        ushort version = file.U16(0x206, "Linux boot protocol");
        if (version < LeastVersion) throw file.Bad($"Linux boot protocol {version >> 8}.{version & 0xFF:D2} is older than 2.12", 0x206);
        if ((file.U8(0x211, "Linux load flags") & LoadedHigh) == 0) throw file.Bad("is a zImage: only kernels loaded at 1 MiB and above boot here", 0x211);
        Protocol = (file.U16(0x236, "Linux extended load flags") & Has64BitEntry) != 0 ? BootProtocol.Linux : BootProtocol.Linux32;
        Kernel = ReadKernel();
    }

    /// <summary>The protected-mode part, with the room that it asks for to unpack itself.</summary>
    public ImageSegment Kernel { get; }

    public BootProtocol Protocol { get; }

    public ulong Entry => Kernel.Physical + (Protocol == BootProtocol.Linux ? Entry64Offset : 0);

    /// <summary>The part of the header that goes into the zero page, at the same offset.</summary>
    public static ReadOnlySpan<byte> SetupHeader(ImageBytes file, out int offset)
    {
        offset = (int)HeaderStart;
        // The jump at 0x200 leads past the header: its displacement gives the header's end.
        return file.Slice(HeaderStart, MagicAt + file.U8(0x201, "Linux header length") - HeaderStart, "Linux setup header");
    }

    /// <summary>The longest command line the kernel takes, without its final zero.</summary>
    public static uint LongestCommandLine(ImageBytes file) => file.U32(0x238, "Linux command line size");

    private ImageSegment ReadKernel()
    {
        uint sectors = _file.U8(HeaderStart, "Linux setup sectors");
        ulong start = ((sectors == 0 ? 4 : sectors) + 1) * SectorSize;
        ulong size = _file.U32(0x1F4, "Linux system size") * 16UL, preferred = _file.U64(0x258, "Linux preferred address");
        ulong room = _file.U32(0x260, "Linux initial size");
        // The last paragraph may be short of 16 bytes.
        ulong present = Math.Min(size, (ulong)Math.Max(0, _file.Length - (long)start));
        if (size == 0 || size - present >= 16) throw _file.Bad($"Linux system size 0x{size:X} does not lie in the file of 0x{_file.Length:X}", 0x1F4);
        if (room < size || preferred % GuestMemoryMap.PageSize != 0) throw _file.Bad($"Linux initial size 0x{room:X} at 0x{preferred:X} cannot hold the kernel", 0x260);
        return new ImageSegment("Linux kernel", preferred, preferred, room, start, present, SegmentRights.Read | SegmentRights.Write | SegmentRights.Execute, 0x258);
    }
}
