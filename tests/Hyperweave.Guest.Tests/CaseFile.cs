namespace Hyperweave.Guest.Tests;

/// <summary>Lines of a file under tests/Cases/guest, without comments and empty lines.</summary>
internal static class CaseFile
{
    public static IEnumerable<string> Lines(string name) =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Cases", name)).Where(line => line.Length > 0 && line[0] != '#');

    /// <summary>The columns of each line, separated by spaces.</summary>
    public static IEnumerable<object[]> Rows(string name) =>
        Lines(name).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToArray<object>());
}
