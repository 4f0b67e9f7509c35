using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Hyperweave.EndToEnd.Tests;

/// <summary>run --listing: what it says of guest and host code, held against objdump's reading of the image and of the host's bytes.</summary>
public sealed partial class ListingTests : IDisposable
{
    private const int Usage = 64, CannotCreate = 73, TimedOut = 124;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hyperweave-listing");

    private string Listing => Path.Combine(_folder.FullName, "code.txt");

    public void Dispose() => _folder.Delete(recursive: true);

    private sealed record Row(ulong Address, byte[] Bytes, string Mnemonic);

    private sealed class Region
    {
        public required int GuestBytes { get; init; }
        public required int HostBytes { get; init; }
        public List<Row> Guest { get; } = [];
        public List<Row> Host { get; } = [];
    }

    [SkippableFact]
    public void GuestCodeIsThatOfTheImage()
    {
        string objdump = RequireObjdump();
        string image = CommandLine.SampleImage("Threads", "elf");
        Run(image, "--listing", Listing);
        var expected = Disassemble(objdump, "-d", image).ToDictionary(row => row.Address);
        var listed = Read(Listing).SelectMany(region => region.Guest).Where(row => expected.ContainsKey(row.Address)).ToList();
        Assert.True(listed.Count > 2000, $"of the image's instructions {listed.Count} are listed");
        Assert.All(listed, row => AssertSame(expected[row.Address], row));
    }

    [SkippableFact]
    public void HostCodeIsWhatObjdumpSees()
    {
        string objdump = RequireObjdump();
        Run(CommandLine.SampleImage("Threads", "elf"), "--listing", Listing);
        string code = Path.Combine(_folder.FullName, "host.bin");
        var rows = Read(Listing).SelectMany(region => region.Host.OrderBy(row => row.Address)).ToList();
        File.WriteAllBytes(code, [.. rows.SelectMany(row => row.Bytes)]);
        var seen = Disassemble(objdump, "-D", "-b", "binary", "-m", "i386:x86-64", code).ToList();
        Assert.Equal(seen.Count, rows.Count);
        foreach (var (expected, row) in seen.Zip(rows)) AssertSame(expected, row);
    }

    [Fact]
    public void EveryByteOfARegionStandsInItOnce()
    {
        Run(CommandLine.SampleImage("Threads", "elf"), "--listing", Listing);
        var regions = Read(Listing);
        Assert.Contains(regions, region => region.Guest.Count > 20);
        foreach (var region in regions)
        {
            Assert.Equal(region.GuestBytes, region.Guest.SelectMany(row => Addresses(row)).Distinct().Count());
            Assert.Equal(region.GuestBytes, region.Guest.Sum(row => row.Bytes.Length));
            Assert.Equal(Enumerable.Range(0, region.HostBytes).Select(offset => (ulong)offset), region.Host.SelectMany(row => Addresses(row)).Order());
        }
    }

    [Fact]
    public void TheEndMayBeATimeout()
    {
        var outcome = CommandLine.Run("run", CommandLine.SampleImage("Nanobench", "elf"), "--timeout", "5", "--listing", Listing);
        Assert.Equal(TimedOut, outcome.Status);
        Assert.NotEmpty(Read(Listing));
    }

    [Fact]
    public void TheEndMayBeAGuestThatCannotGoOn()
    {
        var outcome = CommandLine.Run("run", CommandLine.SampleImage("CoreLibCases", "pv.elf"), "--engine", "confined", "--append", "end=panic", "--timeout", "60", "--listing", Listing);
        Assert.NotEqual(0, outcome.Status);
        Assert.NotEmpty(Read(Listing));
    }

    [Theory]
    [InlineData(Usage, "'direct' translates nothing", "--engine", "direct", "--listing", "x.txt")]
    [InlineData(Usage, "only with --listing", "--listing-range", "0x1000-0x1FFF")]
    [InlineData(Usage, "--listing-range 0x2000-0x1FFF", "--listing", "x.txt", "--listing-range", "0x2000-0x1FFF")]
    [InlineData(Usage, "--listing-range 4096-8191", "--listing", "x.txt", "--listing-range", "4096-8191")]
    [InlineData(Usage, "--listing-range 0x1000", "--listing", "x.txt", "--listing-range", "0x1000")]
    [InlineData(CannotCreate, "no-such-folder/x.txt", "--listing", "no-such-folder/x.txt")]
    public void AWrongArgumentIsNamed(int status, string named, params string[] arguments)
    {
        var outcome = CommandLine.Run(["run", CommandLine.SampleImage("Hello", "elf"), .. arguments]);
        Assert.Contains(named, outcome.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", outcome.Errors, StringComparison.Ordinal);
        Assert.Equal(status, outcome.Status);
    }

    private static void Run(string image, params string[] arguments)
    {
        var outcome = CommandLine.Run(["run", image, "--timeout", "60", .. arguments]);
        Assert.True(outcome.Errors.Length == 0, outcome.Errors);
    }

    private static string RequireObjdump()
    {
        string? objdump = CommandLine.Find("objdump");
        Skip.If(objdump is null, "objdump is not installed");
        return objdump!;
    }

    private static IEnumerable<ulong> Addresses(Row row) => Enumerable.Range(0, row.Bytes.Length).Select(index => row.Address + (ulong)index);

    private static void AssertSame(Row expected, Row actual) =>
        Assert.Equal((Convert.ToHexString(expected.Bytes), Plain(expected.Mnemonic)), (Convert.ToHexString(actual.Bytes), Plain(actual.Mnemonic)));

    /// <summary>What one of the two shows by a longer name.</summary>
    private static string Plain(string mnemonic) => mnemonic switch
    {
        "movabs" => "mov",
        "pushfq" => "pushf",
        "popfq" => "popf",
        "retfq" => "ret",
        _ => mnemonic,
    };

    private static List<Region> Read(string file)
    {
        var regions = new List<Region>();
        foreach (string line in File.ReadLines(file))
        {
            if (Heading().Match(line) is { Success: true } heading)
                regions.Add(new Region { GuestBytes = int.Parse(heading.Groups[1].Value), HostBytes = int.Parse(heading.Groups[2].Value) });
            else if (Line().Match(line) is { Success: true } row)
                (row.Groups["mark"].Value == "+" ? regions[^1].Host : regions[^1].Guest).Add(RowOf(row));
        }
        return regions;
    }

    private static IEnumerable<Row> Disassemble(string objdump, params string[] arguments)
    {
        var start = new ProcessStartInfo(objdump, ["-Mintel", "--insn-width=15", .. arguments]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        while (process.StandardOutput.ReadLine() is { } line)
            if (Disassembled().Match(line) is { Success: true } row) yield return RowOf(row);
        process.WaitForExit();
    }

    private static Row RowOf(Match row) => new(
        ulong.Parse(row.Groups["address"].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture),
        Convert.FromHexString(row.Groups["bytes"].Value.Replace(" ", "")),
        row.Groups["mnemonic"].Value);

    [GeneratedRegex(@"^0x[0-9A-F]+.*: (?:first|second) tier, .*; instructions \d+ -> \d+, bytes (\d+) -> (\d+); ")]
    private static partial Regex Heading();

    [GeneratedRegex(@"^ +(?<mark>0x|\+)(?<address>[0-9A-F]+)  (?<bytes>(?:[0-9A-F]{2} )*[0-9A-F]{2}) +(?:data64 )?(?<mnemonic>[a-z][a-z0-9]*)")]
    private static partial Regex Line();

    [GeneratedRegex(@"^ *(?<address>[0-9a-f]+):\t(?<bytes>(?:[0-9a-f]{2} )*[0-9a-f]{2})\s+(?:(?:rex[.A-Z]*|data16) )?(?<mnemonic>[a-z][a-z0-9]*)")]
    private static partial Regex Disassembled();
}
