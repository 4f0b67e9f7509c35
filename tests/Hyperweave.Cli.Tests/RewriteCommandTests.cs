using System.CommandLine;
using Hyperweave.Cli.Commands;

namespace Hyperweave.Cli.Tests;

public sealed class RewriteCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("hyperweave-cli-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void An_assembly_without_operations_is_copied_with_status_0()
    {
        var input = typeof(RewriteCommandTests).Assembly.Location;
        Assert.Equal(0, Run(input, "-o", InFolder("out.dll"), "--sites", InFolder("sites.json")));
        Assert.Equal(File.ReadAllBytes(input), File.ReadAllBytes(InFolder("out.dll")));
        Assert.True(File.Exists(InFolder("sites.json")));
    }

    [Fact]
    public void A_missing_file_is_status_66() => Assert.Equal(66, Run(InFolder("nothing.dll"), "-o", InFolder("out.dll")));

    [Fact]
    public void A_file_that_is_no_assembly_is_status_65()
    {
        File.WriteAllText(InFolder("text.dll"), "text");
        Assert.Equal(65, Run(InFolder("text.dll"), "-o", InFolder("out.dll")));
    }

    [Fact]
    public void The_input_as_output_is_status_64()
    {
        File.WriteAllText(InFolder("x.dll"), "");
        Assert.Equal(64, Run(InFolder("x.dll"), "-o", InFolder("x.dll")));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_status_73() =>
        Assert.Equal(73, Run(typeof(RewriteCommandTests).Assembly.Location, "-o", InFolder("missing/out.dll")));

    private static int Run(params string[] arguments) => RewriteCommand.Build().Parse(arguments).Invoke();

    private string InFolder(string name) => Path.Combine(folder, name);
}
