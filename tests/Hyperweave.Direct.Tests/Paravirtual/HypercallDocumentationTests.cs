using System.Text;
using System.Text.RegularExpressions;
using Hyperweave.Abi;
using Xunit;

namespace Hyperweave.Direct.Tests.Paravirtual;

/// <summary>
/// docs/hypercalls.md holds a table made from the interface's own file. HYPERWEAVE_UPDATE_DOCS=1 writes it anew.
/// </summary>
public partial class HypercallDocumentationTests
{
    private const string Begin = "<!-- generated from runtime/Hyperweave.Guest/Abi/Hypercall.cs -->\n", End = "<!-- end of generated part -->\n";

    [GeneratedRegex(@"/// <summary>(?<text>[^\n]*)</summary>\n\s*(?<name>\w+) = 0x(?<number>[0-9A-F]{2}),")]
    private static partial Regex Member { get; }

    [GeneratedRegex(@"<see cref=""(?:\w+\.)?(?<name>\w+)""/>")]
    private static partial Regex Reference { get; }

    [Fact]
    public void The_table_is_that_of_the_interface()
    {
        string path = Path.Combine(Root(), "docs", "hypercalls.md");
        string text = File.ReadAllText(path);
        int begin = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, end = text.IndexOf(End, StringComparison.Ordinal);
        string table = Table(File.ReadAllText(Path.Combine(Root(), "runtime", "Hyperweave.Guest", "Abi", "Hypercall.cs")));
        if (Environment.GetEnvironmentVariable("HYPERWEAVE_UPDATE_DOCS") == "1") File.WriteAllText(path, text[..begin] + table + text[end..]);
        else Assert.Equal(table, text[begin..end]);
    }

    private static string Table(string source)
    {
        var table = new StringBuilder("| number | name | what |\n|---|---|---|\n");
        var members = Member.Matches(source);
        Assert.Equal(Enum.GetNames<Hypercall>(), members.Select(member => member.Groups["name"].Value));
        foreach (Match member in members)
        {
            string what = Reference.Replace(member.Groups["text"].Value, "`${name}`").Replace("|", "\\|");
            table.Append($"| 0x{member.Groups["number"].Value} | `{member.Groups["name"].Value}` | {what} |\n");
        }
        return table.ToString();
    }

    private static string Root()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Toolchain.sln"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
