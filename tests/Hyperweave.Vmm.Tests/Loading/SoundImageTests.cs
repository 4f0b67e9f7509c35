using Hyperweave.Vmm.GuestMemory;
using Hyperweave.Vmm.Loading;
using Xunit;

namespace Hyperweave.Vmm.Tests.Loading;

/// <summary>Sound images load, and the guest finds what the boot protocol promises.</summary>
public sealed unsafe class SoundImageTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"hyperweave-{Guid.NewGuid():N}.elf");
    private readonly GuestRamBlock _ram = new(16 << 20);

    public static IEnumerable<object[]> Cases => CaseFile.Rows("images/sound.txt");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Loads(string kind, string protocol, string entry, string segments, string paravirtual)
    {
        var image = Load(kind);
        Assert.Equal(protocol, image.Protocol.ToString());
        Assert.Equal(entry, $"{image.Entry:X}");
        Assert.Equal(segments, string.Join(' ', image.Segments.Select(segment => $"{segment.Physical:X}+{segment.MemorySize:X}")));
        Assert.Equal(paravirtual == "yes", image.IsParavirtual);
    }

    [Fact]
    public void SymbolsNameAddresses()
    {
        var symbols = Load("elf64").Symbols;
        Assert.Equal("0x100010 (start)", symbols.Describe(0x10_0010));
        Assert.Equal("0x10002F (start+0x1F)", symbols.Describe(0x10_002F));
        Assert.Equal("0x100030 (finish)", symbols.Describe(0x10_0030));
        Assert.Equal("0xFFFFF", symbols.Describe(0xF_FFFF));
    }

    [Fact]
    public void MultibootInformationTellsCommandLineModulesAndMemory()
    {
        File.WriteAllText(_path + ".module", "content");
        var image = Load("elf64");
        var boot = BootInformation.Place(image, image.Segments, image.Protocol, _ram.Memory, "one two", [_path + ".module three"]);
        uint Field(uint offset) => _ram.Memory.Read<uint>(boot.Address + offset);
        Assert.Equal(0x24Du, Field(0));
        Assert.Equal(639u, Field(4));
        Assert.Equal(15u * 1024, Field(8));
        Assert.Equal("one two", _ram.Text(Field(16)));
        Assert.Equal(1u, Field(20));
        uint start = _ram.Memory.Read<uint>(Field(24)), end = _ram.Memory.Read<uint>(Field(24) + 4);
        Assert.Equal(0u, start % 4096);
        Assert.Equal("content"u8.ToArray(), _ram.Memory.Slice(start, (int)(end - start)).ToArray());
        Assert.Equal(_path + ".module three", _ram.Text(_ram.Memory.Read<uint>(Field(24) + 8)));
        Assert.Equal("Hyperweave", _ram.Text(Field(64)));
        Assert.Equal([(0UL, 0x9_FC00UL, 1u), (0x9_FC00UL, 0x400UL, 2u), (0xF_0000UL, 0x1_0000UL, 2u), (0x10_0000UL, 0xF0_0000UL, 1u)], MemoryMap(Field(48), Field(44)));
    }

    [Fact]
    public void PvhStartInfoTellsTheSame()
    {
        var image = Load("pvh");
        var boot = BootInformation.Place(image, image.Segments, image.Protocol, _ram.Memory, "one two", []);
        Assert.Equal(0x336E_C578u, _ram.Memory.Read<uint>(boot.Address));
        Assert.Equal("one two", _ram.Text(_ram.Memory.Read<ulong>(boot.Address + 24)));
        Assert.Equal(4u, _ram.Memory.Read<uint>(boot.Address + 48));
        ulong last = _ram.Memory.Read<ulong>(boot.Address + 40) + 3 * 24;
        Assert.Equal((0x10_0000UL, 0xF0_0000UL), (_ram.Memory.Read<ulong>(last), _ram.Memory.Read<ulong>(last + 8)));
    }

    [Fact]
    public void LinuxFindsItsZeroPage()
    {
        File.WriteAllText(_path + ".module", "content");
        var image = Load("linux");
        var boot = BootInformation.Place(image, image.Segments, image.Protocol, _ram.Memory, "one two", [_path + ".module"], rsdp: 0xF_0000);
        uint Field(uint offset) => _ram.Memory.Read<uint>(boot.Address + offset);
        Assert.Equal(0xEE, _ram.Memory.Read<byte>(0x20_0000));
        Assert.Equal(0x5372_6448u, Field(0x202));
        Assert.Equal(0xFFu, Field(0x210) & 0xFF);
        Assert.Equal("one two", _ram.Text(Field(0x228)));
        Assert.Equal("content"u8.ToArray(), _ram.Memory.Slice(Field(0x218), (int)Field(0x21C)).ToArray());
        Assert.Equal(0xF_0000u, Field(0x70));
        Assert.Equal(4u, Field(0x1E8) & 0xFF);
        ulong last = boot.Address + 0x2D0 + 3 * 20;
        Assert.Equal((0x10_0000UL, 0xF0_0000UL, 1u), (_ram.Memory.Read<ulong>(last), _ram.Memory.Read<ulong>(last + 8), _ram.Memory.Read<uint>(last + 16)));
    }

    [Fact]
    public void LinuxTakesOneModule()
    {
        File.WriteAllText(_path + ".module", "content");
        var image = Load("linux");
        Assert.Throws<ImageException>(() => BootInformation.Place(image, image.Segments, image.Protocol, _ram.Memory, null, [_path + ".module", _path + ".module"]));
    }

    [Fact]
    public void BssIsZeroed()
    {
        _ram.Memory.Slice(0x10_0000, 0x10000).Fill(0xEE);
        var image = Load("elf64");
        BootInformation.Place(image, image.Segments, image.Protocol, _ram.Memory, null, []);
        Assert.Equal(0, _ram.Memory.Read<byte>(0x10_1100));
        Assert.Equal(0, _ram.Memory.Read<byte>(0x10_4FFF));
        Assert.Equal(0xEE, _ram.Memory.Read<byte>(0x10_5000));
    }

    [Fact]
    public void AMissingFileIsMissingNotMalformed()
    {
        Assert.Throws<FileNotFoundException>(() => ImageLoader.Load(_path));
        Assert.Throws<ImageException>(() => ImageLoader.Load(Path.GetTempPath()));
    }

    [Fact]
    public void AModuleThatDoesNotFitIsTold()
    {
        File.WriteAllBytes(_path + ".module", new byte[16 << 20]);
        var image = Load("elf64");
        var refusal = Assert.Throws<ImageException>(() => BootInformation.Place(image, image.Segments, image.Protocol, _ram.Memory, null, [_path + ".module"]));
        Assert.Contains("--memory", refusal.Message, StringComparison.Ordinal);
    }

    private GuestImage Load(string kind)
    {
        File.WriteAllBytes(_path, ImageFactory.Create(kind));
        return ImageLoader.Load(_path);
    }

    private List<(ulong, ulong, uint)> MemoryMap(ulong start, uint length)
    {
        var map = new List<(ulong, ulong, uint)>();
        for (ulong at = start; at < start + length; at += _ram.Memory.Read<uint>(at) + 4)
            map.Add((_ram.Memory.Read<ulong>(at + 4), _ram.Memory.Read<ulong>(at + 12), _ram.Memory.Read<uint>(at + 20)));
        return map;
    }

    public void Dispose()
    {
        _ram.Dispose();
        File.Delete(_path);
        File.Delete(_path + ".module");
    }
}
