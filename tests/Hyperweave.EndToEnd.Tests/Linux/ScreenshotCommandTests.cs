namespace Hyperweave.EndToEnd.Tests.Linux;

/// <summary><c>hyperweave screenshot</c> on memtest86+, whose screen has something to show within a second.</summary>
public sealed class ScreenshotCommandTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.txt");

    [SkippableFact]
    public void WaitsForATextOnTheScreen()
    {
        LinuxImages.Require();
        var outcome = Take("--when", "CLK/Temp", "--timeout", "60");
        Assert.Equal((0, ""), (outcome.Status, outcome.Errors));
        Assert.Contains(File.ReadLines(_path), line => line.StartsWith("CLK/Temp:", StringComparison.Ordinal));
    }

    [SkippableFact]
    public void SaysThatTheTextHasNotCome()
    {
        LinuxImages.Require();
        var outcome = Take("--when", "no such text", "--timeout", "1");
        Assert.Equal(124, outcome.Status);
        Assert.Equal(25, File.ReadLines(_path).Count());
    }

    [SkippableFact]
    public void WaitsForATime()
    {
        LinuxImages.Require();
        Assert.Equal(0, Take("--after", "500ms").Status);
        Assert.Equal(25, File.ReadLines(_path).Count());
    }

    [Theory]
    [InlineData("--after and --when: give one of them", "--after", "1s", "--when", "x")]
    [InlineData("--after 5: no time", "--after", "5")]
    public void RefusesWhatItCannotWaitFor(string message, params string[] options)
    {
        var outcome = CommandLine.Run(["screenshot", "image", "-o", _path, .. options]);
        Assert.Equal(64, outcome.Status);
        Assert.Contains(message, outcome.Errors, StringComparison.Ordinal);
    }

    private CommandLine.Outcome Take(params string[] options) => CommandLine.Run(["screenshot", LinuxImages.Memtest("x64"), "--memory", "8M", "-o", _path, .. options]);

    public void Dispose() => File.Delete(_path);
}
