namespace Hyperweave.Guest;

/// <summary>Reads the PVH start info (Xen public/arch-x86/hvm/start_info.h, version 1). Allocates nothing.</summary>
internal readonly unsafe struct PvhReader(byte* information) : IBootReader
{
    internal const uint Magic = 0x336E_C578;

    private const int VersionOffset = 4;
    private const int ModuleCountOffset = 12;
    private const int ModulesOffset = 16;
    private const int CommandLineOffset = 24;
    private const int MemoryMapOffset = 40;
    private const int MemoryMapEntriesOffset = 48;
    private const int ModuleSize = 32;
    private const int RegionSize = 24;
    private const uint UsableType = 1;

    public byte* CommandLine => (byte*)Long(CommandLineOffset);

    public int ModuleCount => (int)*(uint*)(information + ModuleCountOffset);

    public ulong ModuleListEnd => Long(ModulesOffset) + ((ulong)ModuleCount * ModuleSize);

    public BootModule Module(int index)
    {
        var module = (ulong*)(Long(ModulesOffset) + ((ulong)index * ModuleSize));
        return new BootModule(module[0], module[0] + module[1], (byte*)module[2]);
    }

    /// <summary>Version 0 of the structure has no memory map.</summary>
    public bool ReadRegion(ref ulong position, out MemoryRegion region)
    {
        region = default;
        if (*(uint*)(information + VersionOffset) == 0 || position >= *(uint*)(information + MemoryMapEntriesOffset))
            return false;
        var entry = (byte*)(Long(MemoryMapOffset) + (position * RegionSize));
        position++;
        var start = *(ulong*)entry;
        region = new MemoryRegion(start, start + *(ulong*)(entry + 8), *(uint*)(entry + 16) == UsableType);
        return true;
    }

    private ulong Long(int offset) => *(ulong*)(information + offset);
}
