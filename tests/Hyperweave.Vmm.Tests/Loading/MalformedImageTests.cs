using System.Diagnostics;
using Hyperweave.Vmm.GuestMemory;
using Hyperweave.Vmm.Loading;
using Xunit;

namespace Hyperweave.Vmm.Tests.Loading;

/// <summary>Every spoiled image is refused with a message that names the file and the thing, within a second.</summary>
public sealed unsafe class MalformedImageTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);
    private static readonly byte[] Ram = GC.AllocateArray<byte>(16 << 20, pinned: true);
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"hyperweave-{Guid.NewGuid():N}.elf");

    public static IEnumerable<object[]> Cases => CaseFile.Rows("images/malformed.txt");

    [Theory]
    [MemberData(nameof(Cases))]
    public void IsRefused(string name, string recipe, string message)
    {
        File.WriteAllBytes(_path, ImageRecipe.Cook(recipe));
        var (refusal, time) = Refuse();
        // The host may have been busy with something else; not each time.
        for (int again = 0; again < 3 && time > Limit; again++) (refusal, time) = Refuse();
        Assert.True(time < Limit, $"{name}: took {time}");
        Assert.StartsWith(_path + ": ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ThereAreAHundred() => Assert.True(Cases.Count() >= 100, $"{Cases.Count()} cases");

    [Fact]
    public void NamesAreUnique() => Assert.Equal(Cases.Count(), Cases.Select(row => row[0]).Distinct().Count());

    private (ImageException Refusal, TimeSpan Time) Refuse()
    {
        var clock = Stopwatch.StartNew();
        var refusal = Assert.Throws<ImageException>(LoadAndPlace);
        return (refusal, clock.Elapsed);
    }

    private void LoadAndPlace()
    {
        var image = ImageLoader.Load(_path);
        fixed (byte* ram = Ram)
        {
            var memory = new GuestPhysicalMemory(ram, (ulong)Ram.Length);
            BootInformation.Place(image, image.Segments, image.Protocol, memory, "command line", []);
        }
    }

    public void Dispose() => File.Delete(_path);
}
