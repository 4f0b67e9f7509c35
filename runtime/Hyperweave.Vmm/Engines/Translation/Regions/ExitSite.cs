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
internal sealed record ExitSite(SiteKind Kind, ulong Rip, Instruction Instruction, int Jump, int Stub, Region? Region)
{
    /// <summary>Link, in shared code: offset of the way through the table of targets, for a target that not every space may enter.</summary>
    internal int TableStub { get; set; }

    /// <summary>What the engine returns to the machine; the port of a form that names DX is put in each time.</summary>
    internal Exit Exit { get; } = Kind switch
    {
        SiteKind.Port => PortExit.Of(Instruction, 0),
        SiteKind.Operation => new Exit { Kind = ExitKind.Operation, Instruction = Instruction },
        _ => default,
    };

    internal bool UsesDx { get; } = Kind == SiteKind.Port && (Instruction.Op0Register == Register.DX || Instruction.Op1Register == Register.DX);

    /// <summary>Where the guest went on after the machine had acted, last time.</summary>
    internal EntryPoint? Next { get; set; }
}
