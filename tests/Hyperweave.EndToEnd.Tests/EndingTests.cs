namespace Hyperweave.EndToEnd.Tests;

/// <summary>How the command line ends when what it was given cannot be used: one message that names the thing, and the documented status.</summary>
public sealed class EndingTests
{
    private const int Failed = 1, Usage = 64, BadData = 65, NoInput = 66;

    [Theory]
    [InlineData(NoInput, "no-such-image.elf", "run", "no-such-image.elf")]
    [InlineData(NoInput, "no-such-project", "compare", "no-such-project")]
    [InlineData(Usage, "--runs", "compare", ".", "--runs", "0")]
    [InlineData(Usage, "--timeout", "compare", ".", "--timeout", "0")]
    [InlineData(Usage, "two images", "compare", "x.elf", "--kernel", "y.elf")]
    [InlineData(Usage, "no project and no image", "compare")]
    [InlineData(Usage, "--native goes with an image", "compare", ".", "--native", "x")]
    [InlineData(Usage, "--memory lots", "compare", "--kernel", "x", "--memory", "lots")]
    [InlineData(NoInput, "no-such-kernel", "compare", "--kernel", "no-such-kernel")]
    [InlineData(NoInput, "no-such-disk.img", "compare", "--kernel", "/bin/sh", "--disk", "no-such-disk.img")]
    [InlineData(Failed, "/bin/sh", "compare", "--kernel", "/bin/sh", "--runs", "1")]
    [InlineData(Usage, "teleport", "run", "x.elf", "--engine", "teleport")]
    [InlineData(Usage, "lots", "run", "x.elf", "--memory", "lots")]
    [InlineData(Usage, "character 3", "run", "x.elf", "--keys", "ab<Foo>")]
    public void AWrongArgumentIsNamed(int status, string named, params string[] arguments) => Expect(status, named, arguments);

    [Fact]
    public void AnUnmodifiedImageIsRefusedByTheDirectEngine() =>
        Expect(BadData, "Hello.elf", "run", CommandLine.SampleImage("Hello", "elf"), "--engine", "direct");

    [Fact]
    public void ADiskThatIsMissingIsNamed() =>
        Expect(NoInput, "no-such-disk.img", "run", CommandLine.SampleImage("Hello", "elf"), "--disk", "no-such-disk.img,snapshot");

    [Fact]
    public void SomethingThatIsNoImageIsRefused()
    {
        string file = Path.Combine(Path.GetTempPath(), $"no-image-{Environment.ProcessId}.elf");
        File.WriteAllText(file, "this is no image");
        try
        {
            Expect(BadData, file, "run", file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static void Expect(int status, string named, params string[] arguments)
    {
        var outcome = CommandLine.Run(arguments);
        Assert.Contains(named, outcome.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", outcome.Errors, StringComparison.Ordinal);
        Assert.Equal(status, outcome.Status);
    }
}
