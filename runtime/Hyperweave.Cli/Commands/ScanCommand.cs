using System.CommandLine;
using Hyperweave.Cli.Help;
using Hyperweave.Cli.Scan;

namespace Hyperweave.Cli.Commands;

/// <summary><c>hyperweave scan PROJECT|DLL|ELF|OBJ</c>: every operation in a kernel, and what each technique would do with it.</summary>
internal static class ScanCommand
{
    private static readonly Argument<string> Target = new("PROJECT|DLL|ELF|OBJ") { Description = "A project (folder or .csproj: its source), an assembly, an ELF image, or an ELF object." };
    private static readonly Option<FileInfo?> Json = new("--json") { Description = "Write the findings to this JSON file." };
    private static readonly Option<FileInfo?> Sarif = new("--sarif") { Description = "Write the findings to this SARIF 2.1.0 file." };
    private static readonly Option<string[]> Operations = new("--operations") { Description = "A *.Operations.txt file; can be given several times.", DefaultValueFactory = _ => [] };
    private static readonly Option<string[]> References = new("--reference", "-r") { Description = "An assembly that the input references; those beside it are found.", DefaultValueFactory = _ => [] };
    private static readonly Option<int?> Bits = new("--bits") { Description = "Decode machine code as 16, 32 or 64 bits, whatever the file says." };

    internal static Command Build()
    {
        var command = new DocumentedCommand("scan", "Find every operation that a hypervisor must control; status 1 when one cannot be paravirtualized.",
            new Example("hyperweave scan MyKernel", "Build a project and look at its assembly."),
            new Example("hyperweave scan kernel.elf --sarif findings.sarif", "Decode an image, and write the findings for a code-scanning service."),
            new Example("hyperweave scan old.o --bits 16", "Decode an object file as 16-bit code."))
        {
            Target, Json, Sarif, Operations, References, Bits,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(Bits) is { Errors: var errors } && !errors.Any() && result.GetValue(Bits) is not (null or 16 or 32 or 64))
                result.AddError("--bits takes 16, 32 or 64");
        });
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult arguments)
    {
        try
        {
            var report = ScanInput.Scan(new ScanRequest(arguments.GetRequiredValue(Target), arguments.GetRequiredValue(Operations),
                arguments.GetRequiredValue(References), arguments.GetValue(Bits)));
            Write(arguments.GetValue(Json), ScanJson.Text, report);
            Write(arguments.GetValue(Sarif), ScanSarif.Text, report);
            ScanText.Print(report);
            return report.Blocking == 0 ? ExitStatus.Success : ExitStatus.GuestFailed;
        }
        catch (ScanException e)
        {
            Console.Error.WriteLine($"hyperweave: {e.Message}");
            return e.Status;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"hyperweave: {e.Message}");
            return ExitStatus.BadData;
        }
    }

    private static void Write(FileInfo? file, Func<ScanReport, string> text, ScanReport report)
    {
        if (file is null) return;
        try
        {
            File.WriteAllText(file.FullName, text(report));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ScanException(e.Message, ExitStatus.CannotCreate);
        }
    }
}
