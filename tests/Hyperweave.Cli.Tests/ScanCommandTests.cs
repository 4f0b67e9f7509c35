using System.Buffers.Binary;
using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Hyperweave.Cli.Commands;

namespace Hyperweave.Cli.Tests;

/// <summary>The command from arguments to files; cases are tests/Cases/scan.</summary>
public sealed class ScanCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("hyperweave-scan-").FullName;

    public static TheoryData<string> Code => Lines("code.txt");

    public static TheoryData<string> Malformed => Lines("malformed.txt");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [MemberData(nameof(Code))]
    public void Machine_code_is_judged(string line)
    {
        var fields = line.Split(';').Select(field => field.Trim()).ToArray();
        var bytes = System.Convert.FromHexString(fields[1].Replace(" ", "", StringComparison.Ordinal));
        File.WriteAllBytes(InFolder("x.elf"), ScanElf.Create(fields[0].StartsWith("elf64", StringComparison.Ordinal), fields[0].EndsWith("object", StringComparison.Ordinal), bytes, fields[2]));

        Assert.Equal(int.Parse(fields[4], CultureInfo.InvariantCulture), Run(InFolder("x.elf"), "--json", InFolder("x.json"), "--sarif", InFolder("x.sarif")));

        var findings = Read("x.json").GetProperty("findings").EnumerateArray().Select(finding =>
            $"{Text(finding, "container")} {Text(finding, "operation")}/{Text(finding, "class")}/{Text(finding, "translation")}");
        Assert.Equal(fields[3], string.Join(", ", findings));
        RequireSound(Read("x.sarif"), Read("x.json"));
    }

    [Theory]
    [MemberData(nameof(Malformed))]
    public void A_malformed_file_is_status_65(string line)
    {
        var file = ScanElf.Create(is64: true, isObject: false, [0xFA, 0xC3], "start@0+2:f");
        File.WriteAllBytes(InFolder("broken.elf"), Damage(file, line.Split(';')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        var (status, message) = RunForMessage(InFolder("broken.elf"));
        Assert.Equal(65, status);
        Assert.Contains(line.Split(';')[1].Trim(), message);
        Assert.Contains("broken.elf", message);
    }

    /// <summary>HYPERWEAVE_SCAN_FUZZ=N makes it N rounds of each kind of file.</summary>
    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public void Random_damage_is_scanned_or_refused(bool is64, bool isObject)
    {
        var rounds = int.Parse(Environment.GetEnvironmentVariable("HYPERWEAVE_SCAN_FUZZ") ?? "250", CultureInfo.InvariantCulture);
        var random = new Random(20);
        var good = ScanElf.Create(is64, isObject, [0xFA, 0xC3, 0xCC, 0x0F, 0x02, 0xC0], "start@0+2:f data@2+1:o");
        for (var round = 0; round < rounds; round++)
        {
            var file = (byte[])good.Clone();
            for (var count = random.Next(1, 4); count > 0; count--)
                file[random.Next(file.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(InFolder("x.elf"), random.Next(4) == 0 ? file[..random.Next(file.Length)] : file);
            Assert.Contains(RunForMessage(InFolder("x.elf")).Status, (int[])[0, 1, 65]);
        }
    }

    /// <summary>offset=bytes, in hexadecimal, of a file of 1 KiB.</summary>
    [Theory]
    [InlineData("0=6486 10=0000", "Windows object (COFF), which is not supported")]
    [InlineData("0=4C01 10=0000", "Windows object (COFF), which is not supported")]
    [InlineData("0=4D5A 3C=80000000 80=50450000 98=0B02", "native Windows image (PE), which is not supported")]
    [InlineData("0=4D5A 3C=80000000 80=50450000 98=0B01", "native Windows image (PE), which is not supported")]
    [InlineData("0=4D5A 202=48647253 24C=00100000", "unpack the vmlinux")]
    [InlineData("202=48647253", "code and data cannot be told apart")]
    [InlineData("0=4D5A 3C=FFFFFF7F", "x.bin")]
    [InlineData("0=4D5A 3C=FC030000 3FC=50450000", "x.bin")]
    [InlineData("0=213C617263683E0A", "neither a .NET assembly nor an ELF file")]
    public void Other_formats_are_named_and_refused(string fields, string message)
    {
        var file = new byte[1024];
        foreach (var (offset, bytes) in fields.Split(' ').Select(field => field.Split('=')).Select(field => (int.Parse(field[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture), System.Convert.FromHexString(field[1]))))
            bytes.CopyTo(file, offset);
        File.WriteAllBytes(InFolder("x.bin"), file);
        var (status, text) = RunForMessage(InFolder("x.bin"));
        Assert.Equal(65, status);
        Assert.Contains(message, text);
    }

    [Fact]
    public void Sections_that_overlap_are_refused()
    {
        var file = ScanElf.Create(is64: true, isObject: false, [0xFA, 0xC3], "");
        var headers = (int)BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(40));
        file.AsSpan(headers + 64, 64).CopyTo(file.AsSpan(headers + 128));
        File.WriteAllBytes(InFolder("x.elf"), file);
        var (status, message) = RunForMessage(InFolder("x.elf"));
        Assert.Equal(65, status);
        Assert.Contains("overlap", message);
    }

    [Fact]
    public void The_width_can_be_given()
    {
        File.WriteAllBytes(InFolder("x.elf"), ScanElf.Create(is64: true, isObject: false, [0x40, 0xFA], ""));
        Assert.Equal(0, Run(InFolder("x.elf"), "--bits", "32", "--json", InFolder("x.json")));
        Assert.Equal((int)ScanElf.ImageAddress + 1, Read("x.json").GetProperty("findings")[0].GetProperty("address").GetInt32());
    }

    [Fact]
    public void What_is_neither_assembly_nor_ELF_is_status_65()
    {
        File.WriteAllText(InFolder("x.dll"), "text");
        Assert.Equal(65, Run(InFolder("x.dll")));
        File.WriteAllText(InFolder("x.dll"), "MZ");
        Assert.Equal(65, Run(InFolder("x.dll")));
        File.WriteAllText(InFolder("x.dll"), "");
        Assert.Equal(65, Run(InFolder("x.dll")));
    }

    [Fact]
    public void A_missing_file_is_status_66()
    {
        Assert.Equal(66, Run(InFolder("nothing.elf")));
        Assert.Equal(66, Run(InFolder("nothing.csproj")));
        Assert.Equal(66, Run(typeof(ScanCommandTests).Assembly.Location, "--operations", InFolder("nothing.txt")));
    }

    [Fact]
    public void A_report_that_cannot_be_written_is_status_73() =>
        Assert.Equal(73, Run(typeof(Assert).Assembly.Location, "--sarif", InFolder("missing/x.sarif")));

    /// <summary>What SARIF 2.1.0 requires of what we write (sections 3.13, 3.14, 3.19, 3.27, 3.30, 3.35, 3.49), and that it says what the JSON says.</summary>
    internal static void RequireSound(JsonElement sarif, JsonElement json)
    {
        Assert.Equal("2.1.0", Text(sarif, "version"));
        var run = Assert.Single(sarif.GetProperty("runs").EnumerateArray());
        var rules = run.GetProperty("tool").GetProperty("driver").GetProperty("rules").EnumerateArray().ToList();
        Assert.EndsWith("sarif-schema-2.1.0.json", Text(sarif, "$schema"));
        Assert.NotEmpty(Text(run.GetProperty("tool").GetProperty("driver"), "name"));
        Assert.Equal(rules.Count, rules.Select(rule => Text(rule, "id")).Distinct().Count());
        Assert.All(rules, rule =>
        {
            Assert.EndsWith($"/docs/diagnostics/{Text(rule, "id")}.md", Text(rule, "helpUri"));
            Assert.NotEmpty(Text(rule.GetProperty("shortDescription"), "text"));
            Assert.NotEmpty(Text(rule.GetProperty("help"), "text"));
            Assert.Contains(Text(rule.GetProperty("defaultConfiguration"), "level"), (string[])["none", "note", "warning", "error"]);
        });
        var results = run.GetProperty("results").EnumerateArray().ToList();
        Assert.Equal(json.GetProperty("findings").EnumerateArray().Select(finding => Text(finding, "id")), results.Select(result => Text(result, "ruleId")));
        Assert.All(results, result =>
        {
            Assert.Equal(Text(result, "ruleId"), Text(rules[result.GetProperty("ruleIndex").GetInt32()], "id"));
            Assert.Contains(Text(result, "level"), (string[])["note", "warning", "error"]);
            Assert.NotEmpty(Text(result.GetProperty("message"), "text"));
            if (result.GetProperty("locations")[0].GetProperty("physicalLocation").TryGetProperty("region", out var region))
                Assert.All(region.EnumerateObject(), field => Assert.True(field.Value.GetInt32() >= 1, field.Name));
            if (result.TryGetProperty("suppressions", out var suppressions))
                Assert.All(suppressions.EnumerateArray(), suppression => Assert.Equal("inSource", Text(suppression, "kind")));
            var uri = Text(result.GetProperty("locations")[0].GetProperty("physicalLocation").GetProperty("artifactLocation"), "uri");
            Assert.Equal(uri, new Uri(uri, UriKind.Absolute).AbsoluteUri);
        });
    }

    private static byte[] Damage(byte[] file, string[] words)
    {
        var numbers = words[1..].Select((word, index) => index == words.Length - 2 && words[0] != "truncate"
            ? ulong.Parse(word, NumberStyles.HexNumber, CultureInfo.InvariantCulture) : ulong.Parse(word, CultureInfo.InvariantCulture)).ToArray();
        switch (words[0])
        {
            case "truncate":
                return file[..(int)numbers[0]];
            case "section":
                Write(file, BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(40)) + (64 * numbers[0]) + numbers[1], numbers[2], numbers[1] == 40 ? 4 : 8);
                return file;
            default:
                Write(file, numbers[0], numbers[1], int.Parse(words[0][3..], CultureInfo.InvariantCulture) / 8);
                return file;
        }
    }

    private static void Write(byte[] file, ulong offset, ulong value, int size)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        bytes[..size].CopyTo(file.AsSpan((int)offset));
    }

    private static TheoryData<string> Lines(string file) =>
        new(File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Cases", "scan", file)).Where(line => line.Length != 0 && !line.StartsWith('#')));

    private static int Run(params string[] arguments) => ScanCommand.Build().Parse(arguments).Invoke();

    private static (int Status, string Message) RunForMessage(params string[] arguments)
    {
        var error = Console.Error;
        using var captured = new StringWriter();
        Console.SetError(captured);
        try
        {
            return (Run(arguments), captured.ToString());
        }
        finally
        {
            Console.SetError(error);
        }
    }

    private static string Text(JsonElement element, string property) => element.GetProperty(property).GetString()!;

    private JsonElement Read(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(InFolder(name)));
        return document.RootElement.Clone();
    }

    private string InFolder(string name) => Path.Combine(folder, name);
}
