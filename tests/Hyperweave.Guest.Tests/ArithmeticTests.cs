using System.Globalization;
using Xunit;

namespace Hyperweave.Guest.Tests;

public sealed class ArithmeticTests
{
    public static IEnumerable<object[]> Ticks() => CaseFile.Rows("ticks.txt");

    public static TheoryData<string, string, string?> Options()
    {
        var data = new TheoryData<string, string, string?>();
        foreach (var line in CaseFile.Lines("options.txt"))
        {
            var columns = line.Split('|', StringSplitOptions.TrimEntries);
            data.Add(columns[0], columns[1], columns[2] == "-" ? null : columns[2]);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Ticks))]
    public void IntervalsBecomeTicks(string nanoseconds, string ticks) =>
        Assert.Equal(Number(ticks), Pit.TicksOf(Number(nanoseconds)));

    [Theory]
    [MemberData(nameof(Options))]
    public void CommandLineOptions(string commandLine, string option, string? value) =>
        Assert.Equal(value, BootInformation.Option(commandLine, option));

    [Theory]
    [InlineData(1_000_000_000UL)]
    [InlineData(2_999_999_999UL)]
    [InlineData(5_700_000_000UL)]
    public void CounterBecomesNanoseconds(ulong frequency)
    {
        const ulong tenYears = 315_360_000;
        var multiplier = MultiplyShift.NanosecondMultiplier(frequency);
        var nanoseconds = MultiplyShift.Scale(frequency * 3600, multiplier, 32);
        Assert.InRange(nanoseconds, 3_599_999_900_000UL, 3_600_000_000_000UL);
        Assert.InRange(MultiplyShift.Scale(frequency * tenYears, multiplier, 32) / 1_000_000_000, tenYears - 100, tenYears);
    }

    [Fact]
    public void HexadecimalNeedsNoHeap()
    {
        Span<byte> digits = stackalloc byte[16];
        Assert.Equal(1, TrapReport.Hexadecimal(0, digits));
        Assert.Equal((byte)'0', digits[15]);
        Assert.Equal(16, TrapReport.Hexadecimal(0xFEDC_BA98_7654_3210, digits));
        Assert.Equal("FEDCBA9876543210", System.Text.Encoding.ASCII.GetString(digits));
    }

    private static ulong Number(string digits) => ulong.Parse(digits, CultureInfo.InvariantCulture);
}
