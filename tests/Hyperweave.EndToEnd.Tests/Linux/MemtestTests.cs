namespace Hyperweave.EndToEnd.Tests.Linux;

/// <summary>
/// memtest86+ 6.10, unmodified, with 8 MiB; its screen as it prints it to the serial port too. The suite stops before the end; the
/// long form is a whole pass, HYPERWEAVE_MEMTEST=pass, whose last test alone waits for nearly three minutes.
/// </summary>
public sealed class MemtestTests
{
    private static readonly bool whole = Environment.GetEnvironmentVariable("HYPERWEAVE_MEMTEST") == "pass";
    private static readonly TimeSpan limit = whole ? TimeSpan.FromHours(1) : TimeSpan.FromMinutes(3);

    /// <summary>The first test that the suite does not look at: the last one.</summary>
    private const string LastTest = "#10 ";

    /// <param name="bits">Of the code.</param>
    [SkippableTheory]
    [InlineData("x64")]
    [InlineData("ia32")]
    public void ItFindsNoError(string bits)
    {
        LinuxImages.Require();
        using var console = new SerialConsole("run", "--kernel", LinuxImages.Memtest(bits), "--memory", "8M", "--append", "console=ttyS0");
        Assert.DoesNotMatch("Errors: +[1-9]", console.Await(whole ? "| Pass:  1" : LastTest, limit));
    }
}
