using System.Text;
using Hyperweave.Vmm.Firmware;
using Xunit;

namespace Hyperweave.Vmm.Tests.Loading;

/// <summary>The ACPI tables hold together: found from the root pointer by both ways, all bytes of each add up to zero (ACPI 6.4, section 5.2).</summary>
public sealed class AcpiTableTests : IDisposable
{
    private readonly GuestRamBlock _ram = new(2 << 20);

    public AcpiTableTests() => AcpiTables.Place(_ram.Memory);

    [Fact]
    public void RootPointerLeadsToTheTables()
    {
        Assert.Equal("RSD PTR ", Text(AcpiTables.RootPointer, 8));
        Assert.Equal(0, Sum(AcpiTables.RootPointer, 20));
        Assert.Equal(0, Sum(AcpiTables.RootPointer, 36));
        string[] expected = ["FACP", "APIC", "HPET"];
        Assert.Equal(expected, Entries(_ram.Memory.Read<uint>(AcpiTables.RootPointer + 16), 4).Select(at => Text(at, 4)));
        Assert.Equal(expected, Entries(_ram.Memory.Read<ulong>(AcpiTables.RootPointer + 24), 8).Select(at => Text(at, 4)));
    }

    [Fact]
    public void EveryTableAddsUpToZero()
    {
        var tables = Entries(_ram.Memory.Read<ulong>(AcpiTables.RootPointer + 24), 8).ToList();
        ulong description = _ram.Memory.Read<ulong>(tables[0] + 140);
        Assert.Equal("DSDT", Text(description, 4));
        Assert.Equal(description, _ram.Memory.Read<uint>(tables[0] + 40));
        Assert.Equal("FACS", Text(_ram.Memory.Read<uint>(tables[0] + 36), 4));
        Assert.All([.. tables, description], at => Assert.Equal(0, Sum(at, (int)_ram.Memory.Read<uint>(at + 4))));
    }

    private IEnumerable<ulong> Entries(ulong table, int width)
    {
        int count = ((int)_ram.Memory.Read<uint>(table + 4) - 36) / width;
        for (int i = 0; i < count; i++)
        {
            ulong at = table + 36 + (ulong)(i * width);
            yield return width == 4 ? _ram.Memory.Read<uint>(at) : _ram.Memory.Read<ulong>(at);
        }
    }

    private string Text(ulong at, int length) => Encoding.ASCII.GetString(_ram.Memory.Slice(at, length));

    private byte Sum(ulong at, int length)
    {
        byte sum = 0;
        foreach (byte value in _ram.Memory.Slice(at, length)) sum += value;
        return sum;
    }

    public void Dispose() => _ram.Dispose();
}
