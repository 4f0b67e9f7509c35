using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Hyperweave.Cli.Help;

/// <summary>The help that the library writes, and the command's examples below it.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    /// <summary>A help option shows what is wrong with no other argument: who asks for help has not finished the line.</summary>
    public override bool ClearsParseErrors => true;

    public static void AddTo(RootCommand root)
    {
        foreach (var option in root.Options.OfType<HelpOption>())
            option.Action = new HelpWithExamples((HelpAction)option.Action!);
    }

    public override int Invoke(ParseResult arguments)
    {
        var status = help.Invoke(arguments);
        if (arguments.CommandResult.Command is DocumentedCommand command)
            Write(command, arguments.InvocationConfiguration.Output);
        return status;
    }

    private static void Write(DocumentedCommand command, TextWriter output)
    {
        output.WriteLine("Examples:");
        foreach (var example in command.Examples)
        {
            output.WriteLine($"  {example.CommandLine}");
            output.WriteLine($"      {example.Purpose}");
        }
        output.WriteLine();
    }
}
