using System.Buffers.Binary;

namespace Hyperweave.Vmm.Loading;

/// <summary>
/// The structures of the two boot protocols: Multiboot information (Multiboot Specification 0.6.96, section 3.3) and PVH's
/// hvm_start_info (Xen, public/arch-x86/hvm/start_info.h, version 1).
/// </summary>
internal sealed class BootStructures(BootInformation boot, string? commandLine, IReadOnlyList<PlacedModule> modules, ulong rsdp)
{
    private const string LoaderName = "Hyperweave";
    private const int MultibootSize = 116, PvhSize = 56;
    private const uint HasMemory = 1 << 0, HasCommandLine = 1 << 2, HasModules = 1 << 3, HasMemoryMap = 1 << 6, HasLoaderName = 1 << 9;

    public ulong WriteMultiboot()
    {
        byte[] map = MultibootMap();
        Span<byte> info = stackalloc byte[MultibootSize];
        Put32(info, 0, HasMemory | HasMemoryMap | HasLoaderName | (commandLine is null ? 0 : HasCommandLine) | (modules.Count == 0 ? 0 : HasModules));
        Put32(info, 4, 639);
        Put32(info, 8, (uint)(boot.MemoryMap().First(region => region.Start == 0x10_0000).Length / 1024));
        if (commandLine is not null) Put32(info, 16, (uint)boot.StoreText(commandLine, "command line"));
        Put32(info, 20, (uint)modules.Count);
        if (modules.Count != 0) Put32(info, 24, (uint)boot.Store(MultibootModules(), 4, "module list"));
        Put32(info, 44, (uint)map.Length);
        Put32(info, 48, (uint)boot.Store(map, 4, "memory map"));
        Put32(info, 64, (uint)boot.StoreText(LoaderName, "loader name"));
        return boot.Store(info, 4, "multiboot information");
    }

    /// <summary>hvm_start_info: magic, version, flags, module count, module list, command line, RSDP, memory map.</summary>
    public ulong WritePvh()
    {
        byte[] map = PvhMap();
        Span<byte> info = stackalloc byte[PvhSize];
        Put32(info, 0, 0x336E_C578);
        Put32(info, 4, 1);
        Put32(info, 12, (uint)modules.Count);
        if (modules.Count != 0) Put64(info, 16, boot.Store(PvhModules(), 8, "module list"));
        if (commandLine is not null) Put64(info, 24, boot.StoreText(commandLine, "command line"));
        Put64(info, 32, rsdp);
        Put64(info, 40, boot.Store(map, 8, "memory map"));
        Put32(info, 48, (uint)(map.Length / 24));
        return boot.Store(info, 8, "PVH start info");
    }

    /// <summary>Entries of 24 bytes, the first field being the size of the rest.</summary>
    private byte[] MultibootMap()
    {
        var regions = boot.MemoryMap().ToList();
        byte[] map = new byte[regions.Count * 24];
        for (int i = 0; i < regions.Count; i++)
        {
            var entry = map.AsSpan(i * 24);
            Put32(entry, 0, 20);
            Put64(entry, 4, regions[i].Start);
            Put64(entry, 12, regions[i].Length);
            Put32(entry, 20, regions[i].Type);
        }
        return map;
    }

    private byte[] MultibootModules()
    {
        byte[] list = new byte[modules.Count * 16];
        for (int i = 0; i < modules.Count; i++)
        {
            var entry = list.AsSpan(i * 16);
            Put32(entry, 0, (uint)modules[i].Start);
            Put32(entry, 4, (uint)(modules[i].Start + modules[i].Length));
            Put32(entry, 8, (uint)boot.StoreText(modules[i].Text, "module command line"));
        }
        return list;
    }

    private byte[] PvhMap()
    {
        var regions = boot.MemoryMap().ToList();
        byte[] map = new byte[regions.Count * 24];
        for (int i = 0; i < regions.Count; i++)
        {
            var entry = map.AsSpan(i * 24);
            Put64(entry, 0, regions[i].Start);
            Put64(entry, 8, regions[i].Length);
            Put32(entry, 16, regions[i].Type);
        }
        return map;
    }

    private byte[] PvhModules()
    {
        byte[] list = new byte[modules.Count * 32];
        for (int i = 0; i < modules.Count; i++)
        {
            var entry = list.AsSpan(i * 32);
            Put64(entry, 0, modules[i].Start);
            Put64(entry, 8, modules[i].Length);
            Put64(entry, 16, boot.StoreText(modules[i].Text, "module command line"));
        }
        return list;
    }

    private static void Put32(Span<byte> bytes, int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(bytes[offset..], value);

    private static void Put64(Span<byte> bytes, int offset, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(bytes[offset..], value);
}
