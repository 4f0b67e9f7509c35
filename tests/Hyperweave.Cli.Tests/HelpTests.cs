using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Hyperweave.Cli.Help;

namespace Hyperweave.Cli.Tests;

/// <summary>What the command line says of itself: help, manual page, completion.</summary>
public sealed partial class HelpTests
{
    [GeneratedRegex("""hyperweave (?<arguments>("[^"]*"|[^|>)"])*)""")]
    private static partial Regex CommandLine();

    public static TheoryData<string> Commands => [.. Program.Build().Subcommands.Select(command => command.Name)];

    public static TheoryData<string> Examples => [.. Program.Build().Subcommands.Cast<DocumentedCommand>().SelectMany(command => command.Examples).Select(example => example.CommandLine)];

    [Theory]
    [MemberData(nameof(Commands))]
    public void Help_shows_examples(string command)
    {
        var output = new StringWriter();
        Assert.Equal(0, Program.Build().Parse([command, "--help"]).Invoke(new InvocationConfiguration { Output = output }));
        Assert.Matches(@"(?s)Usage:.*Examples:\r?\n.*hyperweave " + command, output.ToString());
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_command_that_is_named_is_built_alone(string command) => Assert.Equal(command, Assert.Single(Program.Build(command).Subcommands).Name);

    /// <summary>An example with an option that there is not, or not any more, would mislead.</summary>
    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_is_a_command_line_that_is_understood(string example) =>
        Assert.Empty(Program.Build().Parse(CommandLineParser.SplitCommandLine(CommandLine().Match(example).Groups["arguments"].Value).ToArray()).Errors);

    [Theory]
    [InlineData("run --bogus", "--bogus")]
    [InlineData("compare --bogus 3", "--bogus")]
    [InlineData("compare --kernel vmlinuz --bogus", "--bogus")]
    [InlineData("scan -x", "-x")]
    public void An_option_that_a_command_does_not_have_is_not_taken_for_its_file(string line, string option) =>
        Assert.Contains(Program.Build().Parse(line.Split(' ')).Errors, error => error.Message.StartsWith($"{option}: no such option", StringComparison.Ordinal));

    /// <summary>To write it anew: HYPERWEAVE_UPDATE_DOCS=1.</summary>
    [Fact]
    public void The_manual_page_in_docs_is_that_of_the_commands()
    {
        var page = ManualPage.Of(Program.Build());
        if (Environment.GetEnvironmentVariable("HYPERWEAVE_UPDATE_DOCS") == "1")
            File.WriteAllText(InDocs("hyperweave.1"), page);
        Assert.Equal(File.ReadAllText(InDocs("hyperweave.1")), page);
    }

    [SkippableFact]
    public void Groff_has_nothing_to_say_against_the_manual_page()
    {
        Skip.IfNot(File.Exists("/usr/bin/groff"), "groff is not installed");
        var (text, complaints) = Run("/usr/bin/groff", "-man", "-Tutf8", "-ww", "-z", InDocs("hyperweave.1"));
        Assert.Equal("", text + complaints);
    }

    /// <summary>The script in a real bash: what stands on the line, with the cursor at its end, and one thing that must be offered.</summary>
    [Theory]
    [InlineData("hyperweave sc", "scan")]
    [InlineData("hyperweave run --eng", "--engine")]
    [InlineData("hyperweave run x.elf --engine con", "confined")]
    [InlineData("hyperweave completion ", "bash")]
    public void Bash_completes(string line, string offered)
    {
        var script = $$"""
            PATH="$PWD:$PATH"
            source <(hyperweave completion bash)
            COMP_LINE='{{line}}' COMP_POINT={{line.Length}}
            read -ra COMP_WORDS <<< "$COMP_LINE"
            [[ $COMP_LINE == *' ' ]] && COMP_WORDS+=('')
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            _hyperweave hyperweave
            printf '%s\n' "${COMPREPLY[@]}"
            """;
        var (text, complaints) = Run("bash", "-c", script);
        Assert.Equal("", complaints);
        Assert.Contains(offered, text.Split('\n'));
        Assert.All(text.Split('\n', StringSplitOptions.RemoveEmptyEntries), word => Assert.StartsWith(line.Split(' ')[^1], word));
    }

    private static (string Output, string Errors) Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = AppContext.BaseDirectory, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        return (process.StandardOutput.ReadToEnd(), errors.Result);
    }

    private static string InDocs(string file, [CallerFilePath] string source = "") => Path.Combine(Path.GetDirectoryName(source)!, "..", "..", "docs", file);
}
