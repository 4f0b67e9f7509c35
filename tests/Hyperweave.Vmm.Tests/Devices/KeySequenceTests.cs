using System.Globalization;
using Hyperweave.Vmm.Devices.Typing;
using Xunit;

namespace Hyperweave.Vmm.Tests.Devices;

/// <summary>What --keys types, by cases/machine/keys.txt.</summary>
public sealed class KeySequenceTests
{
    public static IEnumerable<object[]> Cases => CaseFile.Rows("machine/keys.txt");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Types(string text, string expected)
    {
        if (expected.StartsWith('!'))
        {
            var problem = Assert.Throws<FormatException>(() => KeySequence.Parse(text));
            Assert.StartsWith(expected[2..], problem.Message);
            return;
        }
        var codes = KeySequence.Parse(text).Where(action => action.Pause == default).SelectMany(action => action.Key.Codes(action.IsRelease, isTranslated: true));
        Assert.Equal(expected, string.Join(' ', codes.Select(code => code.ToString("X2", CultureInfo.InvariantCulture))));
    }

    [Fact]
    public void A_pause_takes_its_time() => Assert.Equal(TimeSpan.FromMilliseconds(1500), Assert.Single(KeySequence.Parse("<Wait 1.5s>")).Pause);
}
