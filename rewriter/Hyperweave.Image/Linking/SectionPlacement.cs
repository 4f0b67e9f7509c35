using Hyperweave.Image.Elf;
using Hyperweave.Image.Native;

namespace Hyperweave.Image.Linking;

/// <summary>Which section of the image an input section goes to, and the order of those.</summary>
internal static class SectionPlacement
{
    public const string ExceptionFrames = ".eh_frame";
    public const string SymbolNames = ".hyperweave.symbols";
    private const string ThreadData = ".tdata";
    private const string DebugPrefix = ".debug_";
    // Kept since the compiler's debug information refers to it.
    private const string Comment = ".comment";

    // Memory follows this order. What has no bytes in the file comes last, since a multiboot loader copies one run.
    private static readonly string[] s_order =
    [
        SectionNames.MultibootHeader, SectionNames.PvhNote, SectionNames.HyperweaveNote,
        SectionNames.Text,
        SectionNames.ReadOnlyData, ExceptionFrames, ".dotnet_eh_table", SymbolNames,
        SectionNames.Native,
        SectionNames.Data, "__modules", ThreadData,
        SectionNames.Zeroed,
        SectionNames.HypercallPage,
    ];

    /// <summary>Position in memory; sections that are not loaded come behind all others, by name.</summary>
    public static int Order(OutputSection section) =>
        section.IsAllocated ? Array.IndexOf(s_order, section.Name) : s_order.Length;

    /// <summary>Sections of one segment are neighbours and share permissions.</summary>
    public static int Segment(OutputSection section) => section.Name switch
    {
        SectionNames.MultibootHeader or SectionNames.PvhNote or SectionNames.HyperweaveNote => 0,
        SectionNames.Text => 1,
        SectionNames.Native => 3,
        SectionNames.HypercallPage => 5,
        _ => section.Flags.HasFlag(SectionFlags.Write) ? 4 : 2,
    };

    /// <summary>The name of the output section; null when the image does not need the input.</summary>
    public static string? Target(ObjectSection section)
    {
        if (!section.IsAllocated)
            return section.Name == Comment || section.Name.StartsWith(DebugPrefix, StringComparison.Ordinal) ? section.Name : null;
        if (s_order.Contains(section.Name) && section.Name is not (SectionNames.Text or SectionNames.Data or SectionNames.ReadOnlyData or SectionNames.Zeroed))
            return section.Name;
        if (section.IsExecutable)
            return SectionNames.Text;
        if (section.Type == SectionType.NoBits)
            return SectionNames.Zeroed;
        return section.Flags.HasFlag(SectionFlags.Write) ? SectionNames.Data : SectionNames.ReadOnlyData;
    }

    /// <summary>An empty output section with the type and attributes that its name stands for.</summary>
    public static OutputSection Create(string name, ObjectSection first)
    {
        const SectionFlags relevant = SectionFlags.Write | SectionFlags.Allocate | SectionFlags.Execute;
        return new OutputSection(name, first.Type, first.Flags & relevant);
    }
}
