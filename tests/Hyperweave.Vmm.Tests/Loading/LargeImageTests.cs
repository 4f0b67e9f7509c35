using System.Security.Cryptography;
using Hyperweave.Vmm.GuestMemory;
using Hyperweave.Vmm.Host;
using Hyperweave.Vmm.Loading;
using Xunit;

namespace Hyperweave.Vmm.Tests.Loading;

/// <summary>A file that is not read as a whole: its content goes straight into RAM, and it may change meanwhile.</summary>
public sealed unsafe class LargeImageTests : IDisposable
{
    private const int Length = 200_001, RamBytes = 0x6_0000, Target = 0x1_0123;
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"hyperweave-{Guid.NewGuid():N}.img");
    private readonly byte[] _content = new byte[Length];
    private readonly GuestRam _ram = new(RamBytes);

    public LargeImageTests()
    {
        new Random(1).NextBytes(_content);
        File.WriteAllBytes(_path, _content);
    }

    [Theory]
    [InlineData(0, Length)]
    [InlineData(0, 0)]
    [InlineData(100, 1000)]
    [InlineData(0xFFFF, 2)]
    [InlineData(0x1_0000, 4096)]
    [InlineData(Length - 1, 1)]
    public void ARangeArrivesWholeAndAlone(int offset, int length)
    {
        // The second has no file that the host could copy into.
        foreach (var memory in (GuestPhysicalMemory[])[new(_ram), new(_ram.Base, _ram.Size)])
        {
            memory.Slice(0, RamBytes).Fill(0xEE);
            ImageBytes.Open(_path).CopyTo(memory, Target, (ulong)offset, (ulong)length, "range");
            Assert.Equal(_content[offset..(offset + length)], memory.Slice(Target, length).ToArray());
            Assert.Equal([0xEE, 0xEE], new[] { memory.Read<byte>(Target - 1), memory.Read<byte>(Target + (ulong)length) });
        }
    }

    [Fact]
    public void ARangeBeyondTheEndIsRefused() =>
        Assert.Contains("range: 0x2 bytes do not lie in the file of 0x30D41", Problem(file => file.CopyTo(new(_ram), 0, Length - 1, 2, "range")), StringComparison.Ordinal);

    [Fact]
    public void AFileThatIsCutOffMeanwhileIsToldOf()
    {
        const string Told = "has become shorter while it was read";
        var (copied, read) = (ImageBytes.Open(_path), ImageBytes.Open(_path));
        File.WriteAllBytes(_path, _content[..100_000]);
        Assert.Contains(Told, Assert.Throws<ImageException>(() => copied.CopyTo(new(_ram), 0, 0, Length, "all")).Message, StringComparison.Ordinal);
        Assert.Contains(Told, Assert.Throws<ImageException>(() => read.Slice(0, Length, "all").Length).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ItsHashIsThatOfWhatWasOpened()
    {
        var file = ImageBytes.Open(_path);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(_content)), file.Sha256());
        File.SetLastWriteTimeUtc(_path, DateTime.UnixEpoch);
        Assert.Null(file.Sha256());
    }

    [Fact]
    public void WhoBuildsItAnewMeetsNoLock()
    {
        var file = ImageBytes.Open(_path);
        using (File.Open(_path, FileMode.Create, FileAccess.Write, FileShare.None)) { }
        Assert.Null(file.Sha256());
    }

    private string Problem(Action<ImageBytes> use) => Assert.Throws<ImageException>(() => use(ImageBytes.Open(_path))).Message;

    public void Dispose()
    {
        File.Delete(_path);
        _ram.Dispose();
    }
}
