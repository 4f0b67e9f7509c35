using System.Buffers.Binary;
using System.Globalization;
using Hyperweave.Image.Elf;
using Hyperweave.Image.Linking;

namespace Hyperweave.Image.Tests;

/// <summary>Each line of Cases/malformed.txt breaks a good object in one place and gets a message that says so.</summary>
public class MalformedObjectTests
{
    public static TheoryData<string, string> Cases()
    {
        var data = new TheoryData<string, string>();
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Cases", "malformed.txt")).Where(line => !line.StartsWith('#')))
            data.Add(line.Split(';')[0].Trim(), line.Split(';')[1].Trim());
        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Is_refused_with_a_message(string damage, string expected)
    {
        var file = Damage(ObjectBytes.Create(), damage.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        var error = Assert.Throws<ImageException>(() => LinkAlone(file));

        Assert.Contains(expected, error.Message);
        Assert.Contains("broken.o", error.Message);
    }

    [Fact]
    public void The_undamaged_object_lacks_only_its_symbol()
    {
        var error = Assert.Throws<ImageException>(() => LinkAlone(ObjectBytes.Create(), defineElsewhere: false));
        Assert.Contains("undefined", error.Message);
        Assert.Contains("elsewhere (used in broken.o .text+0x1)", error.Message);
        Assert.NotEmpty(LinkAlone(ObjectBytes.Create()).Image);
    }

    [Fact]
    public void Random_damage_links_or_is_refused()
    {
        var random = new Random(20);
        var good = ObjectBytes.Create();
        for (var round = 0; round < 5000; round++)
        {
            var file = (byte[])good.Clone();
            for (var count = random.Next(1, 4); count > 0; count--)
                file[random.Next(file.Length)] = (byte)random.Next(256);
            var failure = Record.Exception(() => LinkAlone(file));
            Assert.True(failure is null or ImageException, $"round {round}: {failure}");
        }
    }

    private static LinkResult LinkAlone(byte[] file, bool defineElsewhere = true) =>
        Linker.Link(ImageKind.Unmodified, [ElfObjectReader.Read("broken.o", file)], StandIns.Library(ImageKind.Unmodified, defineElsewhere), new ReadableNames());

    private static byte[] Damage(byte[] file, string[] words)
    {
        switch (words[0])
        {
            case "truncate":
                var length = int.Parse(words[1], CultureInfo.InvariantCulture);
                return file[..(length < 0 ? file.Length + length : length)];
            case "set8" or "set16" or "set64":
                Write(file, int.Parse(words[1], CultureInfo.InvariantCulture), words[2], int.Parse(words[0][3..], CultureInfo.InvariantCulture) / 8);
                return file;
            case "section":
                var field = int.Parse(words[2], CultureInfo.InvariantCulture);
                Write(file, ObjectBytes.SectionHeader(file, words[1]) + field, words[3], field is 4 or 40 or 44 ? 4 : 8);
                return file;
            case "symbol":
                Write(file, ObjectBytes.SectionOffset(file, ObjectBytes.Symbols) + 24 + int.Parse(words[2], CultureInfo.InvariantCulture), words[3], words[2] == "8" ? 8 : words[3].Length / 2);
                return file;
            case "relocation":
                Write(file, ObjectBytes.SectionOffset(file, ObjectBytes.Relocations) + int.Parse(words[2], CultureInfo.InvariantCulture), words[3], words[2] == "0" ? 8 : 4);
                return file;
            default:
                throw new InvalidDataException($"unknown damage '{words[0]}'");
        }
    }

    private static void Write(byte[] file, int offset, string value, int size)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, ulong.Parse(value, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        bytes[..size].CopyTo(file.AsSpan(offset));
    }
}
