using Microsoft.CodeAnalysis;
using Xunit;

namespace Hyperweave.Analyzers.Tests;

public class CaseTests
{
    public static TheoryData<string> Cases => new(AnalyzerCase.Names);

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_marked_spans_and_no_others_are_reported(string name)
    {
        var analyzerCase = AnalyzerCase.Load(name);
        var found = await Compiler.Analyze(Compiler.Compile(analyzerCase), analyzerCase.Options);
        var expected = analyzerCase.Source.Spans
            .Select(mark => $"{mark.Id}: {analyzerCase.Source.Text.Substring(mark.Span.Start, mark.Span.Length)} at {mark.Span}").ToList();
        var actual = found.Where(diagnostic => diagnostic.Location.IsInSource && analyzerCase.Looks(diagnostic.Id))
            .Select(diagnostic => Describe(diagnostic, analyzerCase.Source.Text)).ToList();
        Assert.True(
            expected.Order().SequenceEqual(actual.Order()),
            $"not found:\n{Lines(expected.Except(actual))}not marked:\n{Lines(actual.Except(expected))}found twice:\n{Lines(actual.Where((line, at) => actual.IndexOf(line) < at))}");
    }

    /// <summary>An analyzer runs at every key: a source cut off anywhere must not make it throw. HYPERWEAVE_CUTS=N cuts each case N times.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Code_that_is_being_typed_crashes_no_analyzer(string name)
    {
        var analyzerCase = AnalyzerCase.Load(name);
        var random = new Random(1);
        for (var cuts = int.Parse(Environment.GetEnvironmentVariable("HYPERWEAVE_CUTS") ?? "2"); cuts > 0; cuts--)
            await Compiler.Analyze(Compiler.CompileUnchecked(analyzerCase.Source.Text[..random.Next(analyzerCase.Source.Text.Length)]), analyzerCase.Options);
    }

    /// <summary>In the guest API's spelling a silently wrong operation is only information, elsewhere a warning.</summary>
    [Theory]
    [InlineData("Hyperweave.Guest.Cpu.Pushf();", DiagnosticSeverity.Info)]
    [InlineData("pushf();", DiagnosticSeverity.Warning)]
    public async Task The_spelling_decides_how_severe_it_is(string statement, DiagnosticSeverity severity)
    {
        var compilation = Compiler.Compile($$"""
            using System.Runtime.InteropServices;
            class C { [DllImport("*")] static extern ulong pushf(); void M() { {{statement}} } }
            """);
        var diagnostic = Assert.Single(await Compiler.Analyze(compilation, new([])));
        Assert.Equal(("HV0002", severity), (diagnostic.Id, diagnostic.Severity));
    }

    /// <summary>A person reads in the editor what will happen at this very place.</summary>
    [Theory]
    [InlineData("Hyperweave.Guest.Cpu.Cli();", "full virtualization does it in line, without an exit; the paravirtual build replaces it by the shared page's EventMask.")]
    [InlineData("Hyperweave.Guest.Port.Out8(0x80, 0);", "full virtualization exits to the virtual machine, which emulates it; the paravirtual build replaces it by the hypercall PortWrite.")]
    [InlineData("Hyperweave.Guest.Cpu.Pause();", "full virtualization lets it run as it is; the paravirtual build replaces it by the hypercall Yield.")]
    [InlineData("Hyperweave.Guest.Cpu.Wbinvd();", "full virtualization exits to the virtual machine, which emulates it; the paravirtual build drops it.")]
    [InlineData("Hyperweave.Guest.Cpu.Sti();", "replaces it by the shared page's EventMask and the shared page's PendingAny and the hypercall DeliverPending.")]
    public async Task The_message_says_what_each_technique_will_do(string statement, string prospect)
    {
        var compilation = Compiler.Compile($$"""class C { void M() { {{statement}} } }""");
        Assert.EndsWith(prospect, Assert.Single(await Compiler.Analyze(compilation, new([]))).GetMessage());
    }

    [Fact]
    public async Task A_malformed_operations_file_is_reported_in_the_file()
    {
        var analyzerCase = AnalyzerCase.Load("HV0007.Malformed");
        var found = await Compiler.Analyze(Compiler.Compile(analyzerCase), analyzerCase.Options);
        var place = Assert.Single(found, diagnostic => diagnostic.Id == "HV0007").Location.GetLineSpan();
        Assert.Equal(("Kernel.Operations.txt", 1, 2), (place.Path, place.StartLinePosition.Line, place.StartLinePosition.Character));
    }

    private static string Lines(IEnumerable<string> lines) => string.Concat(lines.Select(line => line + "\n"));

    private static string Describe(Diagnostic diagnostic, string source)
    {
        var span = diagnostic.Location.SourceSpan;
        return $"{diagnostic.Id}: {source.Substring(span.Start, span.Length)} at {span}";
    }
}
