namespace Hyperweave.Guest;

/// <summary>Reads multiboot1 information (Multiboot Specification 0.6.96, section 3.3). Allocates nothing.</summary>
internal readonly unsafe struct MultibootReader(byte* information) : IBootReader
{
    internal const uint Magic = 0x2BAD_B002;

    private const uint HasCommandLine = 1 << 2;
    private const uint HasModules = 1 << 3;
    private const uint HasMemoryMap = 1 << 6;
    private const int CommandLineOffset = 16;
    private const int ModuleCountOffset = 20;
    private const int ModulesOffset = 24;
    private const int MemoryMapLengthOffset = 44;
    private const int MemoryMapOffset = 48;
    private const int ModuleSize = 16;
    private const uint UsableType = 1;

    public byte* CommandLine => Has(HasCommandLine) ? (byte*)Word(CommandLineOffset) : null;

    public int ModuleCount => Has(HasModules) ? (int)Word(ModuleCountOffset) : 0;

    public ulong ModuleListEnd => ModuleCount == 0 ? 0 : Word(ModulesOffset) + ((ulong)ModuleCount * ModuleSize);

    public BootModule Module(int index)
    {
        var module = (uint*)((ulong)Word(ModulesOffset) + ((ulong)index * ModuleSize));
        return new BootModule(module[0], module[1], (byte*)(ulong)module[2]);
    }

    public bool ReadRegion(ref ulong position, out MemoryRegion region)
    {
        region = default;
        if (!Has(HasMemoryMap) || position >= Word(MemoryMapLengthOffset))
            return false;
        // The size field does not count itself.
        var entry = (byte*)(Word(MemoryMapOffset) + position);
        position += *(uint*)entry + sizeof(uint);
        var start = *(ulong*)(entry + 4);
        region = new MemoryRegion(start, start + *(ulong*)(entry + 12), *(uint*)(entry + 20) == UsableType);
        return true;
    }

    private bool Has(uint flag) => (Word(0) & flag) != 0;

    private uint Word(int offset) => *(uint*)(information + offset);
}
