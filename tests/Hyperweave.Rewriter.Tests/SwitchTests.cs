using System.Xml.Linq;
using Xunit;

namespace Hyperweave.Rewriting.Tests;

/// <summary>Each improvement has its property in a project, its name in the build step, and its place in docs/rewriter.md.</summary>
public class SwitchTests
{
    private static readonly string root = FindRoot();

    public static TheoryData<string> Names => new(Improvement.All.Select(one => one.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_project_can_switch_it_off(string name)
    {
        var property = "Hyperweave" + Improvement.All.Single(one => one.Name == name).Flag;
        Assert.Single(Load("Hyperweave.Sdk.props").Descendants(property), one => one.Value == "true");
        var item = Assert.Single(Load("Hyperweave.Sdk.targets").Descendants("_HyperweaveWithout"), one => one.Attribute("Include")!.Value == name);
        Assert.Equal($"'$({property})' == 'false'", item.Attribute("Condition")!.Value);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_page_describes_it(string name)
    {
        var page = File.ReadAllText(Path.Combine(root, "docs", "rewriter.md"));
        Assert.Contains($"| `{name}` | `Hyperweave{Improvement.All.Single(one => one.Name == name).Flag}` | `--no-{name}` |", page);
        Assert.Contains($"\n### {name}\n", page);
    }

    [Fact]
    public void Only_a_name_of_the_list_can_be_switched_off() => Assert.Throws<ArgumentException>(() => Improvement.AllBut(["batch-port"]));

    private static XDocument Load(string file) => XDocument.Load(Path.Combine(root, "msbuild", "Hyperweave.Sdk", "build", file));

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Toolchain.sln")))
            folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
