using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>Why translated code leaves to C# at a site.</summary>
internal enum SiteKind
{
    /// <summary>An indirect transfer found no translation: its target is in the context.</summary>
    Missed,
    /// <summary>A jump to code that is not translated, or not linked yet.</summary>
    Link,
    /// <summary>The instruction is the interpreter's.</summary>
    Interpret,
    Port,
    Operation,
}

/// <summary>One place where translated code leaves, by the number that it stores in the context.</summary>
/// <param name="Rip">Link: the target. Port: past the instruction. Otherwise the instruction.</param>
/// <param name="Jump">Link: offset in the code cache of the jump's distance field, which linking patches.</param>
/// <param name="Stub">Link: offset of what the jump leads to while it is not linked.</param>
internal sealed record ExitSite(SiteKind Kind, ulong Rip, Instruction Instruction, int Jump, int Stub, Region? Region);
