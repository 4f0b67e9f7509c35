using System.Globalization;
using Hyperweave.Abi;
using Hyperweave.Direct.Tests.Guests;
using Xunit;

namespace Hyperweave.Direct.Tests.Paravirtual;

public sealed unsafe class HypercallTests : IDisposable
{
    private readonly IdleGuest _guest = new();

    public static TheoryData<string> Cases() => new(Lines());

    private static IEnumerable<string> Lines() =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Cases", "hypercalls", "arguments.txt"))
            .Where(line => line.Length != 0 && line[0] != '#');

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_argument_is_checked(string line)
    {
        string[] sides = line.Split('=', StringSplitOptions.TrimEntries);
        string[] words = sides[0].Split(' ');
        string before = _guest.Fingerprint();
        ulong[] arguments = Array.ConvertAll(words[1..], Value);
        long result = _guest.Call(Number(words[0]), arguments);
        if (sides[1] != "ANY") Assert.Equal((long)Value(sides[1]), result);
        if (result < 0) Assert.Equal(before, _guest.Fingerprint());
    }

    [Fact]
    public void Every_number_has_a_case() =>
        Assert.Empty(Enum.GetNames<Hypercall>().Except(["Block"]).Except(Lines().Select(line => line.Split(' ')[0])));

    [Fact]
    public void User_mode_may_call_nothing()
    {
        _guest.Cpu->Cpl = 3;
        foreach (var number in Enum.GetValues<Hypercall>()) Assert.Equal(HypercallError.EPERM, _guest.Call((ulong)number));
    }

    [Theory]
    [InlineData(0x10_4001, 0x3, HypercallError.EINVAL)] // entry not aligned
    [InlineData(0x4000_0000, 0x3, HypercallError.EFAULT)] // entry past RAM
    [InlineData(0x10_4008, 0x4000_0003, HypercallError.EINVAL)] // present, leads past RAM
    [InlineData(0x10_4008, 0x8_0000_0000_0003, HypercallError.EINVAL)] // reserved bit 51
    [InlineData(0x10_4008, 0xFEE0_0003, 2)] // the local APIC is a target like RAM
    public void A_batch_of_table_entries_is_stored_whole_or_not_at_all(ulong entry, ulong value, long expected)
    {
        _guest.Memory.Write(TestImage.Data, 0x10_4000ul);
        _guest.Memory.Write(TestImage.Data + 8, 0x10_5003ul);
        _guest.Memory.Write(TestImage.Data + 16, entry);
        _guest.Memory.Write(TestImage.Data + 24, value);
        string before = _guest.Fingerprint();
        Assert.Equal(expected, _guest.Call((ulong)Hypercall.MmuUpdate, TestImage.Data, 2));
        if (expected < 0) Assert.Equal(before, _guest.Fingerprint());
        else Assert.Equal(0x10_5003ul, _guest.Memory.Read<ulong>(0x10_4000));
    }

    /// <summary>The first record writes 0x55 to the POST port; the second decides.</summary>
    [Theory]
    [InlineData(0x0000_00AA_0001_0080, 2)]
    [InlineData(0x0000_BBAA_0002_0080, 2)]
    [InlineData(0xFFFF_FFFF_0004_FFFC, 2)] // the last doubleword of the ports
    [InlineData(0xFFFF_FFFF_0004_FFFD, HypercallError.EINVAL)] // past them
    [InlineData(0x0000_0100_0001_0080, HypercallError.EINVAL)] // value wider than the access
    [InlineData(0x0001_0000_0002_0080, HypercallError.EINVAL)]
    [InlineData(0x0000_0000_0000_0080, HypercallError.EINVAL)] // no width
    [InlineData(0x0000_0000_0003_0080, HypercallError.EINVAL)]
    [InlineData(0x0000_0000_0108_0080, HypercallError.EINVAL)]
    [InlineData(0x0000_00AA_0101_0080, HypercallError.EINVAL)] // reserved byte
    public void A_batch_of_port_writes_is_made_whole_or_not_at_all(ulong second, long expected)
    {
        _guest.Call((ulong)Hypercall.PortWrite, 0x80, 1, 0x11);
        _guest.Memory.Write(TestImage.Data, 0x0000_0055_0001_0080ul);
        _guest.Memory.Write(TestImage.Data + 8, second);
        Assert.Equal(expected, _guest.Call((ulong)Hypercall.PortWriteBatch, TestImage.Data, 2));
        byte last = (ushort)second == 0x80 ? (byte)(second >> 32) : (byte)0x55;
        Assert.Equal(expected < 0 ? 0x11 : last, _guest.Call((ulong)Hypercall.PortRead, 0x80, 1));
    }

    public void Dispose() => _guest.Dispose();

    private static ulong Number(string word) => Enum.TryParse(word, out Hypercall number) && !char.IsDigit(word[0]) ? (ulong)number : Value(word);

    private static ulong Value(string word) => word switch
    {
        "DATA" => TestImage.Data,
        "CODE" => TestImage.Entry,
        "HOLE" => 0x7000_0000_0000,
        "HIGH" => 0x8000_0000_0000,
        "TOP" => 0x7FFF_FFFF_FFF0,
        "RAM" => 0x4000_0000,
        "ROOT" => IdleGuest.MemoryBytes - 0x4000,
        "EPERM" => unchecked((ulong)HypercallError.EPERM),
        "EFAULT" => unchecked((ulong)HypercallError.EFAULT),
        "EINVAL" => unchecked((ulong)HypercallError.EINVAL),
        "ENOSYS" => unchecked((ulong)HypercallError.ENOSYS),
        _ when word.StartsWith("0x", StringComparison.Ordinal) => ulong.Parse(word.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
        _ => ulong.Parse(word, CultureInfo.InvariantCulture),
    };
}
