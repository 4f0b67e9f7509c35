using Hyperweave.Vmm.Loading;
using Hyperweave.Vmm.Loading.Dwarf;
using Xunit;

namespace Hyperweave.Vmm.Tests.Loading;

/// <summary>Line tables, sound and broken. That sound ones of real images are read as objdump reads them, the end-to-end tests say.</summary>
public class LineTableTests
{
    public static IEnumerable<object[]> Cases => CaseFile.Rows("images/lines.txt");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Reads(string name, string section, string expected)
    {
        byte[] bytes = Bytes(section);
        if (expected.StartsWith("error: ", StringComparison.Ordinal))
            Assert.Contains(expected["error: ".Length..], Assert.Throws<ImageException>(() => Read(bytes)).Message, StringComparison.Ordinal);
        else
            Assert.Equal((name, expected), (name, Read(bytes).Rows is { Count: > 0 } rows ? string.Join("; ", rows.Select(Text)) : "none"));
    }

    /// <summary>Rows or an error, soon, whatever the bytes say.</summary>
    [Fact]
    public void NoBytesBreakTheReader()
    {
        var random = new Random(20261121);
        byte[][] sections = [.. CaseFile.Read("images/lines.txt").Select(columns => Bytes(columns[1])).Where(bytes => bytes.Length != 0)];
        int rows = 0, errors = 0;
        for (int attempt = 0; attempt < 5000; attempt++)
        {
            byte[] bytes = [.. sections[random.Next(sections.Length)]];
            for (int changes = random.Next(1, 6); changes > 0; changes--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                rows += Read(bytes).Rows.Count;
            }
            catch (ImageException)
            {
                errors++;
            }
        }
        Assert.True(rows > 1000 && errors > 1000, $"{rows} rows, {errors} errors");
    }

    private static LineTable Read(byte[] section) => LineTable.Read(new ImageBytes("lines", section), 0, (ulong)section.Length);

    private static string Text(LineRow row) => row.IsEnd ? $"{row.Address:X} end" : $"{row.Address:X} {row.File}:{row.Line}";

    private static byte[] Bytes(string hexadecimal) => Convert.FromHexString(hexadecimal.Replace(" ", "", StringComparison.Ordinal));
}
