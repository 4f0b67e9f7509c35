using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Hyperweave.Cli.Commands;

namespace Hyperweave.Cli.Tests;

/// <summary>GNU objdump as an independent judge of what is in a file that none of us made: this host's loader.</summary>
public sealed partial class ScanAgainstObjdumpTests
{
    private const string Loader = "/lib64/ld-linux-x86-64.so.2";

    [SkippableFact]
    public void Both_find_the_same_instructions()
    {
        Skip.IfNot(File.Exists(Loader), $"{Loader} is missing");
        Skip.If(Disassemble() is null, "objdump is missing");
        var json = Path.GetTempFileName();
        ScanCommand.Build().Parse([Loader, "--json", json]).Invoke();
        using var report = JsonDocument.Parse(File.ReadAllText(json));
        File.Delete(json);
        var ours = report.RootElement.GetProperty("findings").EnumerateArray()
            .Where(finding => finding.GetProperty("operation").GetString() != "int3").Select(finding => finding.GetProperty("address").GetUInt64());
        var theirs = Listed().Matches(Disassemble()!).Select(match => ulong.Parse(match.Groups["address"].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        Assert.Equal(theirs.Order(), ours.Order());
    }

    private static string? Disassemble()
    {
        try
        {
            using var objdump = Process.Start(new ProcessStartInfo("objdump", ["-d", "-Mintel", "--no-show-raw-insn", Loader]) { RedirectStandardOutput = true })!;
            return objdump.StandardOutput.ReadToEnd();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    /// <summary>What a C library holds of the catalogue, as objdump spells it.</summary>
    [GeneratedRegex(@"^ *(?<address>[0-9a-f]+):\t(rep[nz]* )?(cli|sti|hlt|pushf|popf|in|out|ins|outs|rdmsr|wrmsr|cpuid|rdtscp?|iretq?|syscall|sysenter|int|xgetbv|pause|rdpmc|rdpid|[rw]r[fg]sbase|mov +[^,]+,[c-gs]s|mov +[c-gs]s,[^,]+)\s*( |$)", RegexOptions.Multiline)]
    private static partial Regex Listed();
}
