using System.CommandLine;
using Hyperweave.Cli.Help;
using Hyperweave.Cli.Running;
using Hyperweave.Vmm.Devices.Typing;

namespace Hyperweave.Cli.Commands;

/// <summary><c>hyperweave screenshot IMAGE -o FILE</c>: boots a guest, waits, and keeps what stands on its screen.</summary>
internal static class ScreenshotCommand
{
    private const string DefaultWait = "30s";

    private static readonly Option<string> Output = new("--output", "-o")
    {
        Description = "Write VGA text memory to this file: a picture if its name ends in .png, else text.",
        Required = true,
    };
    private static readonly Option<string?> After = new("--after") { Description = $"After this time, e.g. 30s or 500ms; {DefaultWait} unless --when is given." };
    private static readonly Option<string?> When = new("--when") { Description = "Once a line of the screen contains this text; --timeout limits the wait." };

    public static Command Build()
    {
        var command = new DocumentedCommand("screenshot", "Boot a guest and keep its text screen as a picture or as text.",
            new Example("hyperweave screenshot memtest86+x64.bin --after 5s -o memtest.png", "The screen after five seconds."),
            new Example("hyperweave screenshot memtest86+x64.bin --when \"Pass complete\" --timeout 600 -o pass.txt", "Once it says so; status 124 if it has not in ten minutes."))
        {
            RunCommand.Target, Output, After, When,
        };
        RunCommand.AddGuest(command);
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult arguments)
    {
        string? after = arguments.GetValue(After), text = arguments.GetValue(When);
        if (after is not null && text is not null) return RunCommand.Complain("--after and --when: give one of them");
        var time = TimeSpan.Zero;
        if (text is null && !KeySequence.TryParseTime(after ?? DefaultWait, out time)) return RunCommand.Complain($"--after {after}: no time; write e.g. 30s or 500ms");
        return RunCommand.Run(arguments, request => request with
        {
            ScreenshotPath = arguments.GetRequiredValue(Output),
            Until = new ScreenWatch(time, text),
        });
    }
}
