using System.Buffers.Binary;

namespace Hyperweave.Cli.Scan;

/// <summary>Names the files that people try and that cannot be scanned, with what can be done instead.</summary>
internal static class ForeignFormat
{
    // Linux x86 boot protocol, "The Real-Mode Kernel Header": the signature HdrS, and the length of the packed kernel, 0 where there is none.
    private const int LinuxSignature = 0x202, LinuxPayloadLength = 0x24C;
    // PE format, "MS-DOS Stub": the offset of the PE header at 0x3C; "COFF File Header": machine first, size of the optional header at 16.
    private const int PeHeaderOffset = 0x3C, CoffHeaderSize = 20, CoffOptionalHeaderSize = 16;
    private const ushort MachineI386 = 0x014C, MachineAmd64 = 0x8664;

    /// <summary>What the file is, or null when nothing known.</summary>
    internal static string? Describe(ReadOnlySpan<byte> content)
    {
        if (HasAt(content, LinuxSignature, "HdrS"u8))
            return IsPacked(content)
                ? "a Linux boot image (bzImage), whose kernel is packed: unpack the vmlinux in it (the kernel's scripts/extract-vmlinux) and scan that"
                : "a boot image without sections, in which code and data cannot be told apart: scan the ELF file that it was made from";
        if (IsPe(content))
            return IsManaged(content) ? null : "a native Windows image (PE), which is not supported: machine code is scanned in ELF files";
        return IsCoffObject(content) ? "a Windows object (COFF), which is not supported: machine code is scanned in ELF files" : null;
    }

    private static bool HasAt(ReadOnlySpan<byte> content, int offset, ReadOnlySpan<byte> text) =>
        offset >= 0 && offset <= content.Length - text.Length && content.Slice(offset, text.Length).SequenceEqual(text);

    private static bool IsPacked(ReadOnlySpan<byte> content) => content.Length >= LinuxPayloadLength + 4 && Number(content, LinuxPayloadLength) != 0;

    private static bool IsPe(ReadOnlySpan<byte> content) =>
        HasAt(content, 0, "MZ"u8) && content.Length >= PeHeaderOffset + 4 && HasAt(content, Number(content, PeHeaderOffset), "PE\0\0"u8);

    /// <summary>Whether data directory 14, the CLR header, is there (ECMA-335 II.25.2.3.3).</summary>
    private static bool IsManaged(ReadOnlySpan<byte> content)
    {
        const int optional32 = 0x10B, directories32 = 96, directories64 = 112, clr = 14 * 8;
        int optional = Number(content, PeHeaderOffset) + 4 + CoffHeaderSize;
        if (optional > content.Length - 2)
            return true; // too short to tell: the assembly reader names the damage
        int directory = optional + (BinaryPrimitives.ReadUInt16LittleEndian(content[optional..]) == optional32 ? directories32 : directories64) + clr;
        return directory > content.Length - 4 || Number(content, directory) != 0;
    }

    private static bool IsCoffObject(ReadOnlySpan<byte> content) =>
        content.Length >= CoffHeaderSize && BinaryPrimitives.ReadUInt16LittleEndian(content) is MachineI386 or MachineAmd64
        && BinaryPrimitives.ReadUInt16LittleEndian(content[CoffOptionalHeaderSize..]) == 0;

    private static int Number(ReadOnlySpan<byte> content, int offset) => BinaryPrimitives.ReadInt32LittleEndian(content[offset..]);
}
