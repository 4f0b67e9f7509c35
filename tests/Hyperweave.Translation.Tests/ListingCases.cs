using Hyperweave.Vmm.Engines;
using Hyperweave.Vmm.Loading;
using Iced.Intel;
using Xunit;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Translation.Tests;

/// <summary>What the engine says of the code that it holds; that it says it right is judged by objdump, in Hyperweave.EndToEnd.Tests.</summary>
public sealed unsafe class ListingCases
{
    private const int Numbers = 10_000;

    /// <summary>docs/translation.md's example, in the second tier from the loop on. HYPERWEAVE_UPDATE_GOLDEN=FOLDER writes it anew.</summary>
    [Fact]
    public void AFunctionAndItsCallerAreListedAsWritten()
    {
        string file = Path.Combine("listings", "sum.txt"), golden = Path.Combine(AppContext.BaseDirectory, "Cases", "translation", file);
        using var guest = new Guest();
        Sum(guest);
        string listing = List(guest, AddressRange.All);
        if (Environment.GetEnvironmentVariable("HYPERWEAVE_UPDATE_GOLDEN") is { } folder) File.WriteAllText(Path.Combine(folder, file), listing);
        else Assert.Equal(File.ReadAllText(golden).ReplaceLineEndings("\n"), listing);
    }

    [Theory]
    [InlineData(Guest.Code, Guest.Code, "start")]
    [InlineData(Guest.Code + 0x100, Guest.Code + 0x1FF, "sum+0x4", "sum+0xB")]
    [InlineData(Guest.Code - 1, Guest.Code + 0x104, "start", "sum+0x4")]
    [InlineData(Guest.Code + 0x200, ulong.MaxValue)]
    [InlineData(0, Guest.Code - 1)]
    public void OnlyWhatHoldsCodeOfTheRangeIsListed(ulong first, ulong last, params string[] regions)
    {
        using var guest = new Guest();
        Sum(guest);
        string listing = List(guest, new AddressRange(first, last));
        Assert.StartsWith($"# {regions.Length} regions.", listing);
        foreach (string region in regions) Assert.Contains($"({region}): ", listing);
    }

    [Fact]
    public void CodeThatHasChangedIsListedAsItIs()
    {
        using var guest = new Guest();
        guest.Run(code => code.mov(eax, 0x1111));
        guest.Run(code => code.mov(eax, 0x2222));
        string listing = List(guest, AddressRange.All);
        Assert.Contains("mov eax, 0x2222", listing);
        Assert.DoesNotContain("0x1111", listing);
    }

    /// <summary>Regions from the other thread have their numbers of exits and links from this one.</summary>
    [Fact]
    public void WhatWasMadeOnAThreadOfItsOwnIsListedToo()
    {
        using var guest = new Guest();
        guest.Engine.PromotesAside = true;
        var statistics = guest.Engine.Statistics;
        for (int round = 0; statistics.TranslatedInstructions == statistics.FirstTierInstructions && round < 1000; round++)
        {
            Sum(guest);
            Thread.Sleep(1);
        }
        string listing = List(guest, AddressRange.All);
        Assert.Matches(@"\(sum\+0x4\): second tier, kernel; instructions 5 -> ", listing);
    }

    /// <summary>Calls a function that sums an array up, the same for each run.</summary>
    private static void Sum(Guest guest)
    {
        var code = new Assembler(64);
        var (sum, loop) = (code.CreateLabel(), code.CreateLabel());
        code.mov(rdi, Guest.Data);
        code.mov(esi, Numbers);
        code.call(sum);
        code.@out(0xF4, al);
        while (Guest.Assemble(code, Guest.Code).Length < 0x100) code.int3();
        code.Label(ref sum);
        code.xor(eax, eax);
        code.xor(ecx, ecx);
        code.Label(ref loop);
        code.add(eax, __dword_ptr[rdi + rcx * 4]);
        code.inc(ecx);
        code.cmp(ecx, esi);
        code.jne(loop);
        code.ret();
        if (guest.Engine.Statistics.TranslatedBlocks == 0) guest.Load(code);
        guest.Cpu->Rip = Guest.Code;
        guest.Run();
    }

    private static string List(Guest guest, AddressRange range)
    {
        var output = new StringWriter { NewLine = "\n" };
        guest.Engine.WriteListing(output, range, new SymbolTable([new Symbol("start", Guest.Code, 0x100), new Symbol("sum", Guest.Code + 0x100, 0x100)]));
        return output.ToString();
    }
}
