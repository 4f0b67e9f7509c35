using System.CommandLine;
using System.Globalization;
using Hyperweave.Cli.Help;
using Hyperweave.Vmm.Loading;

namespace Hyperweave.Cli.Commands;

/// <summary><c>hyperweave symbolize IMAGE [ADDRESS…]</c>: method, file and line; without addresses, of the stacks in what a kernel has printed.</summary>
internal static class SymbolizeCommand
{
    private static readonly Argument<string> Image = new("IMAGE") { Description = "The image that ran." };
    private static readonly Argument<string[]> Addresses = new("ADDRESS")
    {
        Description = "Hexadecimal addresses; without any, standard input is copied and the stacks in it get files and lines.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public static Command Build()
    {
        var command = new DocumentedCommand("symbolize", "Name the method, file and line of an image's addresses, or of the stacks in a kernel's output.",
            new Example("hyperweave symbolize Kernel.elf 0x10a8dc", "Name one address."),
            new Example("hyperweave symbolize Kernel.elf < log.txt", "Give the stacks in a log files and lines."))
        {
            Image, Addresses,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult arguments)
    {
        try
        {
            var image = ImageLoader.Load(arguments.GetRequiredValue(Image));
            return Run(new Symbolizer(image.Symbols, image.ReadLines()), arguments.GetValue(Addresses) ?? []);
        }
        catch (ImageException problem) { return Fail(problem.Message, ExitStatus.BadData); }
        catch (FileNotFoundException problem) { return Fail(problem.Message, ExitStatus.NoInput); }
    }

    private static int Run(Symbolizer symbolizer, string[] addresses)
    {
        if (addresses.Length == 0)
        {
            while (Console.In.ReadLine() is { } line) Console.WriteLine(symbolizer.Annotate(line) ?? line);
        }
        foreach (string text in addresses)
        {
            string digits = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text[2..] : text;
            if (!ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong address))
                return Fail($"{text}: not a hexadecimal address", ExitStatus.Usage);
            Console.WriteLine(symbolizer.Describe(address));
        }
        return ExitStatus.Success;
    }

    private static int Fail(string message, int status)
    {
        Console.Error.WriteLine($"hyperweave: {message}");
        return status;
    }
}
