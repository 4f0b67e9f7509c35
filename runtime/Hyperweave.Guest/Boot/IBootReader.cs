namespace Hyperweave.Guest;

/// <summary>What both boot protocols tell.</summary>
internal unsafe interface IBootReader
{
    /// <summary>Zero-terminated, or null.</summary>
    byte* CommandLine { get; }

    int ModuleCount { get; }

    /// <summary>Address behind the list of modules.</summary>
    ulong ModuleListEnd { get; }

    BootModule Module(int index);

    /// <summary>Reads one region of the memory map and moves on; false at the end. Begin with position 0.</summary>
    bool ReadRegion(ref ulong position, out MemoryRegion region);
}

/// <summary>A file the boot loader has put into memory, with its zero-terminated command line or null.</summary>
internal readonly unsafe struct BootModule(ulong start, ulong end, byte* commandLine)
{
    internal readonly ulong Start = start;
    internal readonly ulong End = end;
    internal readonly byte* CommandLine = commandLine;
}
