namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>#AC in user mode (Intel SDM 3A 6.15, vector 17, table 6-7).</summary>
internal sealed unsafe partial class Interpreter
{
    /// <summary>User code runs with RFLAGS.AC and CR0.AM: misaligned data is an exception.</summary>
    internal bool IsAlignmentChecked => (_cpu->Rflags & Rflags.AC) != 0 && (_cpu->Cr0 & Cr0.AM) != 0 && _cpu->Cpl == 3;

    private bool IsAligned(ulong linear, int length) => (linear & (Alignment(length) - 1)) == 0 || Raise(ExceptionVector.AC, 0);

    /// <summary>Numbers by their size; x87's 80 bits by 8, its images by 4.</summary>
    private static ulong Alignment(int length) => length switch { 1 => 1, 2 => 2, 4 => 4, 8 or 10 => 8, 16 => 16, _ => 4 };
}
