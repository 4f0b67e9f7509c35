using Hyperweave.Tests;

namespace Hyperweave.CoreLib.Tests;

/// <summary>
/// tests/Cases/corelib runs on CoreCLR, the judge, and as an image on QEMU; every line must be the same. Both run once
/// for all cases.
/// </summary>
public class CasesTests
{
    private static readonly Lazy<Dictionary<string, string[]>> s_expected = new(() => ByCase(CaseRuns.OnCoreClr()));
    private static readonly Lazy<Dictionary<string, string[]>> s_actual = new(() => ByCase(CaseRuns.OnQemu("CoreLibCases.elf")));

    public static TheoryData<string> Names => [.. s_expected.Value.Keys];

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void Prints_what_CoreCLR_prints(string name)
    {
        Skip.IfNot(Qemu.IsInstalled, "qemu-system-x86_64 is not installed");
        Assert.True(s_actual.Value.TryGetValue(name, out var lines), $"the image did not get as far as {name}");
        Assert.Equal(s_expected.Value[name], lines);
    }

    /// <summary>A case starts with a line of its name after "# ".</summary>
    private static Dictionary<string, string[]> ByCase(string output)
    {
        var cases = output.ReplaceLineEndings("\n").Split("# ", StringSplitOptions.RemoveEmptyEntries);
        return cases.Select(text => text.Split('\n')).ToDictionary(lines => lines[0], lines => lines[1..]);
    }
}
