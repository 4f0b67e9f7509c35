namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// The translations that may follow each other without being looked at again: one privilege, one setting of CR0 and CR4 for
/// floating point, one table of indirect targets. Processes share one, so that a program is translated once for all of them.
/// </summary>
internal sealed class CodeSpace(bool isUser, bool isShared, bool isSoft, uint floatingMode, int tableIndex)
{
    internal bool IsUser => isUser;
    /// <summary>Several sets of page tables use it: a region must be found sound by each of them before it is entered.</summary>
    internal bool IsShared => isShared;
    /// <summary>Its code looks pages up, not windows: <see cref="PageBiases"/>.</summary>
    internal bool IsSoft => isSoft;
    /// <summary>See <see cref="FloatingPoint.ModeOf"/>: code is made for one mode.</summary>
    internal uint FloatingMode => floatingMode;

    /// <summary>32-bit code: see Emitter.Narrow.</summary>
    internal bool IsNarrow => (floatingMode & NarrowCode.Mode) != 0;

    /// <summary>Offset from GS base of the table of indirect targets.</summary>
    internal int TargetTable => EngineLayout.TargetTables + tableIndex * EngineLayout.TargetTableBytes;

    /// <summary>Offset from GS base of the table of biases.</summary>
    internal int BiasTable => isUser ? EngineLayout.UserBiasTable : EngineLayout.BiasTable;

    /// <summary>
    /// What the table of targets leads to, by index, where one space alone uses it: entries whose addresses end in the same 16 bits follow each other.
    /// </summary>
    internal Dictionary<ushort, EntryPoint> Targets { get; } = [];

    /// <summary>The space whose targets stand in the table, where several use it.</summary>
    internal GuestSpace? Owner { get; set; }

    /// <summary>Moves on when an entry that was sound may not be any more: another space runs, or a region was taken out of one.</summary>
    internal int Generation { get; set; }
}
