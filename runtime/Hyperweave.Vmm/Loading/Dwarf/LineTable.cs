namespace Hyperweave.Vmm.Loading.Dwarf;

/// <summary>Which source line each address of an image's code comes from.</summary>
public sealed class LineTable
{
    private const uint Dwarf64 = 0xFFFF_FFFF;
    private const string Section = ".debug_line";

    private readonly LineRow[] _rows;

    private LineTable(List<LineRow> rows) => _rows = [.. rows.OrderBy(row => row.Address).ThenByDescending(row => row.IsEnd)];

    public static LineTable Empty { get; } = new([]);

    /// <summary>By address; of an address with several rows the last counts.</summary>
    public IReadOnlyList<LineRow> Rows => _rows;

    /// <exception cref="ImageException">The section is malformed, or in a version that is not known.</exception>
    internal static LineTable Read(ImageBytes file, ulong start, ulong length)
    {
        file.Slice(start, length, Section);
        var rows = new List<LineRow>();
        for (var units = new DebugReader(file, Section, start, start + length); !units.IsAtEnd;)
        {
            uint size = units.U32();
            if (size == Dwarf64) throw units.Bad("the 64-bit format is not known");
            new LineProgram(units.Part(size)).Run(rows);
        }
        return new LineTable(rows);
    }

    /// <summary>The line of an address, or null.</summary>
    public LineRow? Find(ulong address)
    {
        int low = 0, high = _rows.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_rows[middle].Address <= address) low = middle + 1;
            else high = middle;
        }
        return low == 0 || _rows[low - 1] is { IsEnd: true } or { Line: 0 } ? null : _rows[low - 1];
    }
}
