using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Hyperweave.EndToEnd.Tests;

/// <summary>The real gdb on the sample with threads: a breakpoint in a C# method, lines, locals, registers, Ctrl-C, and on to the end.</summary>
public sealed class GdbTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    [SkippableTheory]
    [InlineData("translation", "elf", 1)]
    [InlineData("direct", "pv.elf", 0)]
    [InlineData("confined", "pv.elf", 0)]
    public void ReadsAndStepsThroughCSharp(string engine, string suffix, int status)
    {
        string? gdb = CommandLine.Find("gdb");
        Skip.If(gdb is null, "gdb is not installed");
        string image = CommandLine.SampleImage("Threads", suffix);
        using var guest = CommandLine.Start("run", image, "--engine", engine, "--gdb", "0", "--timeout", "100");
        string announced = guest.StandardError.ReadLine() ?? "";
        string target = Regex.Match(announced, "^hyperweave: waiting for gdb: target remote (localhost:[0-9]+)$").Groups[1].Value;
        Assert.True(target.Length != 0, announced);
        string said = Run(gdb!, ["-nx", "-batch", "-ex", $"set substitute-path {SourceTree.DeterministicRoot} {SourceTree.Root}", "-ex", $"target remote {target}", "-x", CaseFile("threads.gdb"), image]);
        AssertInOrder(said);
        Assert.True(guest.WaitForExit(Limit));
        Assert.Equal(status, guest.ExitCode);
        Assert.EndsWith("done\n", guest.StandardOutput.ReadToEnd(), StringComparison.Ordinal);
    }

    private static string Run(string program, string[] arguments)
    {
        // One stream for output and errors, so that lines keep their order.
        var start = new ProcessStartInfo("sh") { RedirectStandardOutput = true, RedirectStandardInput = true };
        foreach (string argument in (string[])["-c", "exec \"$0\" \"$@\" 2>&1", program, .. arguments]) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var said = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Limit)) process.Kill(entireProcessTree: true);
        return said.GetAwaiter().GetResult();
    }

    private static void AssertInOrder(string said)
    {
        string[] lines = said.Split('\n');
        int at = 0;
        foreach (string pattern in File.ReadLines(CaseFile("threads.expected.txt")).Where(line => line.Length != 0 && !line.StartsWith('#')))
        {
            int found = Array.FindIndex(lines, at, line => Regex.IsMatch(line, pattern));
            Assert.True(found >= 0, $"nothing matches {pattern} behind line {at} of\n{said}");
            at = found + 1;
        }
    }

    private static string CaseFile(string name) => Path.Combine(AppContext.BaseDirectory, "Cases", name);
}
