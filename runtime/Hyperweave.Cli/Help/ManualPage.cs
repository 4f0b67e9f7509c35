using System.CommandLine;
using System.Text;

namespace Hyperweave.Cli.Help;

/// <summary>The commands as a manual page: man(7) macros, see groff_man(7).</summary>
internal static class ManualPage
{
    private const string Pages = "https://github.com/hyperweave/hyperweave/blob/main/docs/";

    public static string Of(RootCommand root)
    {
        var page = new StringBuilder();
        page.Append(".TH HYPERWEAVE 1 \"\" Hyperweave \"User Commands\"\n.ad l\n");
        page.Append(".SH NAME\n").Append($"hyperweave \\- {Text(Uncapitalized(root.Description!.Split(": ")[1]))}\n");
        page.Append(".SH SYNOPSIS\n.B hyperweave\n.I COMMAND\n[\\fIARGUMENTS\\fR]\n");
        page.Append(".SH COMMANDS\n");
        foreach (var command in root.Subcommands.OfType<DocumentedCommand>())
            Append(page, command);
        page.Append(".SH EXIT STATUS\n").Append($"The guest's own, or one of those listed at\n.UR {Pages}exit-status.md\n.UE .\n");
        page.Append(".SH SEE ALSO\n").Append($".BR dotnet (1),\n.BR qemu\\-system\\-x86_64 (1),\n.UR {Pages}\n.UE\n");
        return page.ToString();
    }

    private static void Append(StringBuilder page, DocumentedCommand command)
    {
        var arguments = string.Join(' ', command.Arguments.Select(argument => $"\\fI{Text(argument.Name)}\\fR"));
        page.Append($".SS {Text(command.Name)} {arguments} [\\fIOPTIONS\\fR]\n{Text(command.Description!)}\n");
        foreach (var argument in command.Arguments)
            page.Append($".TP\n.I {Text(argument.Name)}\n{Text(argument.Description!)}\n");
        foreach (var option in command.Options.Where(option => !option.Hidden))
            page.Append($".TP\n\\fB{Text(string.Join(", ", option.Aliases.Prepend(option.Name)))}\\fR{Value(option)}\n{Text(option.Description!)}\n");
        page.Append(".PP\nExamples:\n");
        foreach (var example in command.Examples)
            page.Append($".TP\n.B {Text(example.CommandLine)}\n{Text(example.Purpose)}\n");
    }

    private static string Value(Option option) => option.ValueType == typeof(bool) ? "" : $" \\fI{option.Name.TrimStart('-').ToUpperInvariant()}\\fR";

    // A hyphen is typeset, a minus sign is typed; a period or an apostrophe at a line's beginning would be a request; groff reads Latin 1.
    private static string Text(string text)
    {
        var escaped = string.Concat(text.Replace("\\", "\\e").Replace("-", "\\-").Select(letter => letter < 128 ? $"{letter}" : $"\\[u{(int)letter:X4}]"));
        return escaped[0] is '.' or '\'' ? "\\&" + escaped : escaped;
    }

    private static string Uncapitalized(string text) => char.ToLowerInvariant(text[0]) + text[1..];
}
