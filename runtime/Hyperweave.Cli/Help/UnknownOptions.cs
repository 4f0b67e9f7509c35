using System.CommandLine;
using System.CommandLine.Parsing;

namespace Hyperweave.Cli.Help;

/// <summary>The parser takes an option that a command does not have for the command's file: it is wrong usage, not a file that is missing.</summary>
internal static class UnknownOptions
{
    internal static void RefuseIn(Command command) => command.Validators.Add(Check);

    private static void Check(CommandResult line)
    {
        foreach (string word in line.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).Select(token => token.Value))
        {
            if (word is ['-', _, ..]) line.AddError($"{word}: no such option (a file of that name is ./{word})");
        }
    }
}
