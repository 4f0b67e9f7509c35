using System.Buffers.Binary;
using Hyperweave.Vmm.GuestMemory;

namespace Hyperweave.Vmm.Loading;

/// <summary>
/// Linux's "zero page", struct boot_params (Linux, Documentation/x86/zero-page.rst), and what else a 64-bit boot loader
/// must provide: page tables that map the first 4 GiB to themselves, and a GDT with the selectors of the boot protocol.
/// </summary>
internal sealed class LinuxBootParameters(BootInformation boot, GuestImage image, string? commandLine, PlacedModule? initialRam, ulong rsdp)
{
    public const ushort CodeSelector = 0x10, DataSelector = 0x18;
    public const int DescriptorCount = 4;

    private const int PageBytes = 4096, MostRegions = 128;
    private const byte UnknownLoader = 0xFF;
    private const ulong PresentWritable = 3, Large = 1 << 7;
    private const ulong FlatCode64 = 0x00AF_9B00_0000_FFFF, FlatCode32 = 0x00CF_9B00_0000_FFFF, FlatData = 0x00CF_9300_0000_FFFF;

    public LinuxBoot Write()
    {
        byte[] page = new byte[PageBytes];
        var header = image.LinuxSetupHeader(out int offset);
        header.CopyTo(page.AsSpan(offset));
        Put64(page, 0x70, rsdp);
        page[0x210] = UnknownLoader;
        if (commandLine is not null) Put32(page, 0x228, (uint)boot.StoreText(commandLine, "command line"));
        if (initialRam is not null)
        {
            Put32(page, 0x218, (uint)initialRam.Start);
            Put32(page, 0x21C, (uint)initialRam.Length);
        }
        WriteMap(page);
        return new LinuxBoot(boot.Store(page, PageBytes, "Linux zero page"), WritePageTables(), WriteDescriptors());
    }

    /// <summary>e820_table: entries of 20 bytes, their number at 0x1E8.</summary>
    private void WriteMap(byte[] page)
    {
        int count = 0;
        foreach (var (start, length, type) in boot.MemoryMap().Take(MostRegions))
        {
            var entry = page.AsSpan(0x2D0 + 20 * count++);
            Put64(entry, 0, start);
            Put64(entry, 8, length);
            Put32(entry, 16, type);
        }
        page[0x1E8] = (byte)count;
    }

    /// <summary>One PML4, one page-directory-pointer table and four page directories of 2 MiB pages.</summary>
    private ulong WritePageTables()
    {
        const int directories = 4, tables = 2 + directories;
        byte[] content = new byte[tables * PageBytes];
        ulong at = boot.Store(content, PageBytes, "page tables");
        Put64(content, 0, at + PageBytes | PresentWritable);
        for (int i = 0; i < directories; i++) Put64(content, PageBytes + 8 * i, at + (ulong)(2 + i) * PageBytes | PresentWritable);
        for (int i = 0; i < directories * 512; i++) Put64(content, 2 * PageBytes + 8 * i, (ulong)i << 21 | Large | PresentWritable);
        boot.Overwrite(at, content);
        return at;
    }

    private ulong WriteDescriptors()
    {
        byte[] table = new byte[DescriptorCount * 8];
        Put64(table, CodeSelector, image.Protocol == BootProtocol.Linux ? FlatCode64 : FlatCode32);
        Put64(table, DataSelector, FlatData);
        return boot.Store(table, 16, "descriptor table");
    }

    private static void Put32(Span<byte> bytes, int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(bytes[offset..], value);

    private static void Put64(Span<byte> bytes, int offset, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(bytes[offset..], value);
}

/// <summary>Physical addresses of what a Linux kernel is started with.</summary>
internal sealed record LinuxBoot(ulong ZeroPage, ulong PageTables, ulong Descriptors);
