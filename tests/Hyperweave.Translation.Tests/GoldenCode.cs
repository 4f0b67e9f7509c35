using System.Runtime.InteropServices;
using System.Text;
using Hyperweave.Vmm.Engines.Translation;
using Hyperweave.Vmm.Operations;
using Iced.Intel;
using Xunit;

namespace Hyperweave.Translation.Tests;

/// <summary>
/// What the translator emits, as a diff shows it: each case of tests/Cases/translation/*.txt is a name, guest bytes, and the
/// host code of their region, by the first tier in first-tier.txt. HYPERWEAVE_UPDATE_GOLDEN=FOLDER writes the files anew into that folder instead of comparing.
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
            string actual = Render(expected, Path.GetFileName(file) == "first-tier.txt" ? TranslateFirst : Optimise);
            if (update is not null) File.WriteAllText(Path.Combine(update, Path.GetFileName(file)), actual);
            else Assert.Equal(expected, actual);
        }
    }

    /// <summary>Keeps the comments, names and guest bytes of a file, and writes the host code after each.</summary>
    private static string Render(string text, Func<Guest, HostAssembler, Region> translate)
    {
        var result = new StringBuilder();
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith(' ')) continue;
            if (line.StartsWith("== ", StringComparison.Ordinal)) result.Append('\n');
            result.Append(line).Append('\n');
            if (line.StartsWith("guest ", StringComparison.Ordinal)) Translate(Convert.FromHexString(line[6..].Replace(" ", "")), translate, result);
        }
        return result.ToString();
    }

    private static void Translate(byte[] bytes, Func<Guest, HostAssembler, Region> translate, StringBuilder result)
    {
        using var guest = new Guest(level: ProcessorLevel.V3);
        guest.Load(Guest.Code, bytes);
        byte* memory = (byte*)NativeMemory.Alloc(Room);
        try
        {
            var assembler = new HostAssembler();
            assembler.Start(memory, 0, Room);
            var region = translate(guest, assembler);
            List(new ReadOnlySpan<byte>(memory, assembler.Length).ToArray(), region, result);
        }
        finally
        {
            NativeMemory.Free(memory);
        }
    }

    private static CodeSpace KernelCode => new(isUser: false, isShared: false, floatingMode: 0, tableIndex: 0);

    private static InstructionFetcher Fetcher(Guest guest) => new(guest.Cpu, guest.Memory, guest.Walker, new OfferedInstructions(guest.Model.Features));

    private static Region Optimise(Guest guest, HostAssembler assembler)
    {
        var blocks = new RegionBuilder(Fetcher(guest)).Build(Guest.Code);
        var plan = RegisterPlan.Choose(blocks);
        new BiasPlanner(plan, blocks).Plan(Guest.Code, narrow: 0);
        var region = new Region(KernelCode, plan);
        new Emitter(assembler, []).Emit(region, blocks, 0, 0);
        return region;
    }

    private static FirstTierRegion TranslateFirst(Guest guest, HostAssembler assembler)
    {
        var first = new FirstTier(assembler, new Emitter(assembler, []), Fetcher(guest), guest.Memory);
        var space = new GuestSpace(SpaceKind.KernelUpper, 0, KernelCode);
        return first.Translate(space, Guest.Code, start: 0, EngineLayout.TurnCounters)!;
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
