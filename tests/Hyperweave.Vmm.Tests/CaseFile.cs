namespace Hyperweave.Vmm.Tests;

/// <summary>Cases as data: one per line, columns parted by '|', comments begin with '#'.</summary>
internal static class CaseFile
{
    public static IEnumerable<string[]> Read(string relativePath) =>
        from line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Cases", relativePath))
        where line.Trim().Length != 0 && !line.StartsWith('#')
        select line.Split('|', StringSplitOptions.TrimEntries);

    /// <summary>For xunit's MemberData.</summary>
    public static IEnumerable<object[]> Rows(string relativePath) => Read(relativePath).Select(columns => columns.Cast<object>().ToArray());
}
