using System.Text.RegularExpressions;

namespace Hyperweave.EndToEnd.Tests;

/// <summary>What the comments in a family's kernel say must be found; see tests/Cases/families/README.md.</summary>
internal sealed partial class FamilyMarks
{
    private readonly List<(string Place, string Form, string[] Words)> _marks = [];

    internal FamilyMarks(string project)
    {
        foreach (string file in Directory.GetFiles(Path.Combine(Folder, project), "*.cs"))
        {
            string[] lines = File.ReadAllLines(file);
            for (int at = 0; at < lines.Length; at++)
            {
                if (Mark().Match(lines[at]) is { Success: true } mark)
                    _marks.Add((PlaceOf(file, at + 1), mark.Groups[1].Value, mark.Groups[2].Value.Split(' ')));
            }
        }
    }

    internal static string Folder => Path.Combine(AppContext.BaseDirectory, "Cases", "families");

    internal IEnumerable<string> InSource => Lines("->", "source ->");

    internal IEnumerable<string> InAssembly => [.. Replaced, .. Lines("assembly ->")];

    /// <summary>Those of the assembly that the build replaces.</summary>
    internal IEnumerable<string> Replaced => [.. Lines("->"), .. Lines("stub ->").Select(line => "stub " + line.Split(' ')[1])];

    /// <summary>A finding as the marks have it; generated code has no place of its own.</summary>
    internal static string Found(string file, int line, string what) =>
        file.EndsWith(".g.cs", StringComparison.Ordinal) ? $"stub {what}" : $"{PlaceOf(file, line)} {what}";

    private static string PlaceOf(string file, int line) => $"{Path.GetFileName(file)}:{line}";

    private IEnumerable<string> Lines(params string[] forms) =>
        from mark in _marks where forms.Contains(mark.Form) from word in mark.Words select $"{mark.Place} {word}";

    [GeneratedRegex(@"// ((?:source |assembly |stub )?->) (.+)$")]
    private static partial Regex Mark();
}
