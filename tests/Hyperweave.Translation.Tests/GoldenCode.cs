using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Hyperweave.Vmm.Engines.Translation;
using Hyperweave.Vmm.Operations;
using Iced.Intel;
using Xunit;

namespace Hyperweave.Translation.Tests;

/// <summary>
/// What the translator emits, as a diff shows it: each case of tests/Cases/translation/*.txt is a name, guest bytes, and the
/// host code of their region, by the first tier in first-tier*.txt; in workloads.txt only how many host instructions there are. HYPERWEAVE_UPDATE_GOLDEN=FOLDER writes the files anew into that folder instead of comparing.
/// </summary>
public sealed unsafe class GoldenCode
{
    private const int Room = 64 << 10;

    [Fact]
    public void EmittedCodeIsAsWritten()
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "Cases", "translation");
        string? update = Environment.GetEnvironmentVariable("HYPERWEAVE_UPDATE_GOLDEN");
        var files = Directory.GetFiles(folder, "*.txt");
        Assert.NotEmpty(files);
        foreach (string file in files)
        {
            string expected = File.ReadAllText(file).ReplaceLineEndings("\n");
            string actual = Render(expected, Path.GetFileName(file) switch
            {
                "first-tier.txt" => (bytes, result) => List(Translate(bytes, TranslateFirst, out var region), region, result),
                "first-tier-pages.txt" => (bytes, result) => List(Translate(bytes, TranslateFirstSoft, out var region), region, result),
                "narrow.txt" => (bytes, result) => List(Translate(bytes, TranslateNarrow, out var region), region, result),
                "workloads.txt" => Count,
                "pages.txt" => (bytes, result) => List(Translate(bytes, OptimiseSoft, out var region), region, result),
                _ => (bytes, result) => List(Translate(bytes, Optimise, out var region), region, result),
            });
            if (update is not null) File.WriteAllText(Path.Combine(update, Path.GetFileName(file)), actual);
            else Assert.Equal(expected, actual);
        }
    }

    /// <summary>Keeps the comments, names and guest bytes of a file, and writes the host code after each.</summary>
    private static string Render(string text, Action<byte[], StringBuilder> render)
    {
        var result = new StringBuilder();
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith(' ')) continue;
            if (line.StartsWith("== ", StringComparison.Ordinal)) result.Append('\n');
            result.Append(line).Append('\n');
            if (line.StartsWith("guest ", StringComparison.Ordinal)) render(Convert.FromHexString(line[6..].Replace(" ", "")), result);
        }
        return result.ToString();
    }

    private static void Count(byte[] bytes, StringBuilder result)
    {
        int first = Instructions(Translate(bytes, TranslateFirst, out var region)), second = Instructions(Translate(bytes, Optimise, out _));
        int begun = ((FirstTierRegion)region).Instructions, all = Instructions(bytes);
        result.Append(CultureInfo.InvariantCulture, $"  first tier, as far as its first region goes: {begun} become {first}, {first / (double)begun:F2} each\n");
        result.Append(CultureInfo.InvariantCulture, $"  second tier: {all} become {second}, {second / (double)all:F2} each\n");
    }

    private static int Instructions(byte[] code)
    {
        var decoder = Iced.Intel.Decoder.Create(64, code);
        int count = 0;
        for (; decoder.IP < (ulong)code.Length; count++) decoder.Decode();
        return count;
    }

    private static byte[] Translate(byte[] bytes, Func<Guest, HostAssembler, Region> translate, out Region region)
    {
        using var guest = new Guest(level: ProcessorLevel.V3);
        guest.Load(Guest.Code, bytes);
        byte* memory = (byte*)NativeMemory.Alloc(Room);
        try
        {
            var assembler = new HostAssembler();
            assembler.Start(memory, 0, Room);
            region = translate(guest, assembler);
            return new ReadOnlySpan<byte>(memory, assembler.Length).ToArray();
        }
        finally
        {
            NativeMemory.Free(memory);
        }
    }

    private static CodeSpace KernelCode(uint mode = 0) => new(isUser: false, isShared: false, isSoft: false, mode, tableIndex: 0);

    private static CodeSpace UserCode => new(isUser: true, isShared: true, isSoft: true, floatingMode: 0, tableIndex: 0);

    private static InstructionFetcher Fetcher(Guest guest) => new(guest.Cpu, guest.Memory, guest.Walker, new OfferedInstructions(guest.Model.Features));

    private static Region Optimise(Guest guest, HostAssembler assembler) => Optimise(guest, assembler, KernelCode());

    private static Region OptimiseSoft(Guest guest, HostAssembler assembler) => Optimise(guest, assembler, UserCode);

    private static Region Optimise(Guest guest, HostAssembler assembler, CodeSpace code)
    {
        var blocks = new RegionBuilder(Fetcher(guest), new DeviceAccesses()).Build(Guest.Code, 64);
        var region = new Region(code, BiasPlanner.PlanRegion(blocks, code.IsSoft, Guest.Code, narrow: 0));
        new Emitter(assembler, [], new LinkTable()).Emit(region, blocks, 0, new Hints(guest.Cpu));
        return region;
    }

    private static Region TranslateNarrow(Guest guest, HostAssembler assembler)
    {
        var blocks = new RegionBuilder(Fetcher(guest), new DeviceAccesses()).Build(Guest.Code, 32);
        Promotion.PlanNarrow(blocks);
        var region = new Region(KernelCode(NarrowCode.Mode | NarrowCode.ReachesFs), RegisterPlan.Canonical);
        new Emitter(assembler, [], new LinkTable()).Emit(region, blocks, 0, new Hints(guest.Cpu));
        return region;
    }

    private static FirstTierRegion TranslateFirst(Guest guest, HostAssembler assembler) => TranslateFirst(guest, assembler, SpaceKind.KernelUpper, KernelCode());

    private static FirstTierRegion TranslateFirstSoft(Guest guest, HostAssembler assembler) => TranslateFirst(guest, assembler, SpaceKind.User, UserCode);

    private static FirstTierRegion TranslateFirst(Guest guest, HostAssembler assembler, SpaceKind kind, CodeSpace code)
    {
        var first = new FirstTier(assembler, new Emitter(assembler, [], new LinkTable()), Fetcher(guest), guest.Memory, new DeviceAccesses());
        var space = new GuestSpace(kind, 0, code);
        Fetcher(guest).Locate(Guest.Code, out ulong physical);
        return first.Translate(space, Guest.Code, physical, starts: null, start: 0, EngineLayout.TurnCounters)!;
    }

    private static void List(byte[] code, Region region, StringBuilder result)
    {
        var formatter = new NasmFormatter();
        var decoder = Iced.Intel.Decoder.Create(64, code);
        var text = new StringOutput();
        while (decoder.IP < (ulong)code.Length)
        {
            var instruction = decoder.Decode();
            var points = region is FirstTierRegion ? [region.PointAt((int)instruction.IP)] : region.Points;
            foreach (var point in points.Where(point => (ulong)point.Offset == instruction.IP))
                result.Append($"  ; guest {point.Rip:X}{(point.IsProbe ? " (probe)" : "")}\n");
            formatter.Format(instruction, text);
            result.Append($"  {instruction.IP:X3} {text.ToStringAndReset()}\n");
        }
    }
}
