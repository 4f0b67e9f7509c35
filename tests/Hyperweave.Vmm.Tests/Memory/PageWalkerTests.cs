using System.Globalization;
using Hyperweave.Vmm.GuestMemory;
using Xunit;

namespace Hyperweave.Vmm.Tests.Memory;

/// <summary>Page walks by cases/machine/paging.txt: where an access leads, or the fault, and what A and D become.</summary>
public sealed unsafe class PageWalkerTests : IDisposable
{
    private readonly GuestRamBlock _ram = new(64 << 10);
    private readonly CpuBlock _cpu = new();

    public static IEnumerable<object[]> Cases => CaseFile.Rows("machine/paging.txt");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Walk(string name, string mode, string entries, string access, string result, string changed)
    {
        SetMode(mode);
        Store(entries);
        byte[] before = _ram.Memory.Slice(0, 64 << 10).ToArray();
        string[] words = access.Split(' ');
        ulong address = Hex(words[0]);
        var kind = Kind(words[1]);
        var walker = new PageWalker(_cpu.Cpu, _ram.Memory);

        Assert.Equal((name, result), (name, Describe(walker.Probe(address, kind, out var page, out var fault), page, fault, clean: (kind & AccessKind.Write) != 0)));
        Assert.Equal(before, _ram.Memory.Slice(0, 64 << 10).ToArray());
        Assert.Equal((name, result), (name, Describe(walker.Walk(address, kind, out page, out fault), page, fault, clean: false)));
        if (!result.StartsWith("#PF", StringComparison.Ordinal)) Assert.Equal(address & 0xFFF, page.Physical & 0xFFF);
        else Assert.Equal(address, fault.Address);

        byte[] after = _ram.Memory.Slice(0, 64 << 10).ToArray();
        before.CopyTo(_ram.Memory.Slice(0, before.Length));
        Store(changed);
        Assert.Equal(Convert.ToHexString(_ram.Memory.Slice(0x1000, 0x4000)), Convert.ToHexString(after.AsSpan(0x1000, 0x4000)));
    }

    private void SetMode(string mode)
    {
        var words = mode.Split(' ').ToHashSet();
        _cpu.Cpu->Cr3 = 0x1000;
        _cpu.Cpu->Cr0 = Cr0.PE | (words.Contains("none") ? 0 : Cr0.PG) | (words.Contains("wp") ? Cr0.WP : 0);
        _cpu.Cpu->Cr4 = (words.Contains("pae") || words.Contains("long") ? Cr4.PAE : 0)
            | (words.Contains("pse") ? Cr4.PSE : 0) | (words.Contains("pge") ? Cr4.PGE : 0);
        _cpu.Cpu->Efer = (words.Contains("long") ? Efer.LME | Efer.LMA : 0) | (words.Contains("nxe") ? Efer.NXE : 0);
    }

    /// <summary>32-bit paging has 4-byte entries, the others 8.</summary>
    private void Store(string entries)
    {
        foreach (string entry in entries.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] sides = entry.Split('=');
            if ((_cpu.Cpu->Cr4 & Cr4.PAE) == 0) _ram.Memory.Write(Hex(sides[0]), (uint)Hex(sides[1]));
            else _ram.Memory.Write(Hex(sides[0]), Hex(sides[1]));
        }
    }

    private static AccessKind Kind(string text) =>
        (text.Contains('w') ? AccessKind.Write : text.Contains('x') ? AccessKind.Fetch : AccessKind.Read) | (text.Contains('u') ? AccessKind.User : 0);

    /// <param name="clean">A probe for a write does not set D: the case's "d" is left to the walk.</param>
    private static string Describe(bool found, in Translation page, in PageFault fault, bool clean)
    {
        if (!found) return $"#PF {fault.ErrorCode:X}";
        string size = page.PageSize switch { 4096 => "4K", 2 << 20 => "2M", 4 << 20 => "4M", _ => "1G" };
        string rights = (page.Writable ? "w" : "") + (page.User ? "u" : "") + (page.Executable ? "x" : "") + (page.Global ? "g" : "") + (page.Dirty || clean ? "d" : "");
        return $"{page.Physical:X} {size} {rights}";
    }

    private static ulong Hex(string text) => ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    public void Dispose()
    {
        _ram.Dispose();
        _cpu.Dispose();
    }
}
