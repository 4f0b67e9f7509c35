namespace Hyperweave.Vmm.Loading.Dwarf;

/// <summary>From this address on, up to the next row's, code comes from this line.</summary>
/// <param name="IsEnd">The first address behind a run of code: nothing is known from here on.</param>
public readonly record struct LineRow(ulong Address, string File, uint Line, bool IsEnd);
