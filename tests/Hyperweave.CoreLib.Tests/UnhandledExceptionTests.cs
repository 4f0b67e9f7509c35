using Hyperweave.Tests;

namespace Hyperweave.CoreLib.Tests;

/// <summary>What an image says when nobody catches an exception.</summary>
public class UnhandledExceptionTests
{
    [SkippableFact]
    public void Names_type_message_and_methods()
    {
        Skip.IfNot(Qemu.IsInstalled, "qemu-system-x86_64 is not installed");
        var lines = CaseRuns.OnQemu("CoreLibCases.elf", "end=unhandled").ReplaceLineEndings("\n").Split('\n');
        var first = Array.FindIndex(lines, line => line.StartsWith("Unhandled exception. ", StringComparison.Ordinal));
        Assert.Equal("Unhandled exception. System.InvalidOperationException: no handler at depth 3", lines[first]);
        Assert.Contains("Unhandled.Deeper", lines[first + 1], StringComparison.Ordinal);
        Assert.Contains("Unhandled.Throw", lines[first + 2], StringComparison.Ordinal);
        Assert.Contains("Program.Main", lines[first + 3], StringComparison.Ordinal);
    }
}
