using Hyperweave.Image.Elf;

namespace Hyperweave.Image.Linking;

/// <summary>Where everything lies in memory.</summary>
internal sealed class ImageLayout
{
    /// <summary>1 MiB: above what firmware and boot loaders use, and where a kernel is expected.</summary>
    public const ulong Base = 0x10_0000;
    public const ulong PageSize = 4096;

    // The boot stub maps, and the 32-bit relocations reach, less than 2 GiB.
    private const ulong Limit = 0x8000_0000;

    private readonly Dictionary<ObjectSection, (OutputSection Output, ulong Offset)> _placed = [];

    private ImageLayout(List<OutputSection> sections) => Sections = sections;

    /// <summary>In the order of memory, then those that are not loaded.</summary>
    public IReadOnlyList<OutputSection> Sections { get; }

    public IEnumerable<OutputSection> Allocated => Sections.Where(section => section.IsAllocated);

    /// <summary>End of what comes from the file.</summary>
    public ulong LoadEnd => Allocated.Where(section => section.Type != SectionType.NoBits).Max(section => section.End);

    /// <summary>End of all memory that the image takes.</summary>
    public ulong End => Allocated.Max(section => section.End);

    /// <summary>Groups the input sections and assigns addresses.</summary>
    /// <exception cref="ImageException">The image would be larger than 2 GiB.</exception>
    public static ImageLayout Create(IEnumerable<ObjectFile> objects)
    {
        var outputs = new Dictionary<string, OutputSection>();
        var placed = new Dictionary<ObjectSection, (OutputSection, ulong)>();
        foreach (var section in objects.SelectMany(file => file.Sections))
        {
            if (SectionPlacement.Target(section) is not { } name)
                continue;
            if (!outputs.TryGetValue(name, out var output))
                outputs.Add(name, output = SectionPlacement.Create(name, section));
            placed.Add(section, (output, output.Append(section)));
        }
        var ordered = outputs.Values.OrderBy(SectionPlacement.Order).ThenBy(section => section.Name, StringComparer.Ordinal).ToList();
        var layout = new ImageLayout(ordered);
        foreach (var (section, place) in placed)
            layout._placed.Add(section, place);
        layout.AssignAddresses();
        return layout;
    }

    public bool Contains(ObjectSection section) => _placed.ContainsKey(section);

    public OutputSection Output(ObjectSection section) => _placed[section].Output;

    public ulong Offset(ObjectSection section) => _placed[section].Offset;

    public ulong Address(ObjectSection section) => _placed[section].Output.Address + _placed[section].Offset;

    public OutputSection? Find(string name) => Sections.FirstOrDefault(section => section.Name == name);

    private void AssignAddresses()
    {
        var address = Base;
        int? segment = null;
        foreach (var section in Allocated)
        {
            if (segment != SectionPlacement.Segment(section))
                address = Alignments.Up(address, PageSize);
            segment = SectionPlacement.Segment(section);
            section.Address = Alignments.Up(address, section.Alignment);
            address = section.End;
            if (address > Limit)
                throw new ImageException($"section {section.Name} ends at 0x{address:x}; an image must end below 2 GiB");
        }
    }
}
