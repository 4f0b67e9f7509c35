namespace Hyperweave.Image.Elf;

/// <summary>A relocatable object: what the compiler wrote, or what <see cref="Native.NativeObjectBuilder"/> made in memory.</summary>
public sealed class ObjectFile(string name)
{
    /// <summary>File name, for messages.</summary>
    public string Name { get; } = name;

    public List<ObjectSection> Sections { get; } = [];

    public List<ObjectSymbol> Symbols { get; } = [];
}

/// <summary>One section of an object.</summary>
public sealed class ObjectSection(ObjectFile file, string name, SectionType type, SectionFlags flags)
{
    public ObjectFile File { get; } = file;

    public string Name { get; } = name;

    public SectionType Type { get; } = type;

    public SectionFlags Flags { get; } = flags;

    /// <summary>Bytes; a power of two.</summary>
    public ulong Alignment { get; set; } = 1;

    /// <summary>Length in memory, bytes.</summary>
    public ulong Size { get; set; }

    /// <summary>The bytes; empty for <see cref="SectionType.NoBits"/>.</summary>
    public byte[] Content { get; set; } = [];

    /// <summary>Relocations that apply to <see cref="Content"/>, in the order of the file.</summary>
    public List<Relocation> Relocations { get; } = [];

    public bool IsAllocated => Flags.HasFlag(SectionFlags.Allocate);

    public bool IsExecutable => Flags.HasFlag(SectionFlags.Execute);
}

/// <summary>One symbol; undefined when it belongs to no section and has no absolute value.</summary>
public sealed class ObjectSymbol(string name)
{
    public string Name { get; } = name;

    /// <summary>Where it is defined; null when undefined or absolute.</summary>
    public ObjectSection? Section { get; init; }

    /// <summary>Offset in <see cref="Section"/>, or the absolute value.</summary>
    public ulong Value { get; init; }

    /// <summary>Bytes; 0 when not known.</summary>
    public ulong Size { get; init; }

    public SymbolKind Kind { get; init; }

    public bool IsAbsolute { get; init; }

    /// <summary>Visible to other objects (STB_GLOBAL or STB_WEAK).</summary>
    public bool IsGlobal { get; init; }

    /// <summary>May stay undefined, and yields to a definition that is not weak (STB_WEAK).</summary>
    public bool IsWeak { get; init; }

    public bool IsDefined => Section is not null || IsAbsolute;
}

/// <summary>One place to be filled with an address.</summary>
/// <param name="Offset">Of the place, in its section.</param>
/// <param name="Type">How the address is computed and stored.</param>
/// <param name="Symbol">S.</param>
/// <param name="Addend">A.</param>
public readonly record struct Relocation(ulong Offset, RelocationType Type, ObjectSymbol Symbol, long Addend);
