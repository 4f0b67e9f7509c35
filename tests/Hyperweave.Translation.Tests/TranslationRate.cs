using Hyperweave.Vmm.Engines;
using Hyperweave.Vmm.Engines.Translation;
using Hyperweave.Vmm.Host;
using Hyperweave.Vmm.Operations;
using Xunit;
using Xunit.Abstractions;

namespace Hyperweave.Translation.Tests;

/// <summary>
/// How fast the first tier is: all of a program's code, region after region, as fast as the translator goes. The program is
/// busybox of tests/fetch-images.sh; HYPERWEAVE_RATE=N takes the best of N rounds, by the time that the processor spent.
/// </summary>
public sealed unsafe class TranslationRate(ITestOutputHelper output)
{
    private const ulong At = 0x40_0000;
    private long _allocated;

    [SkippableFact]
    public void OfTheFirstTier()
    {
        string file = Path.Combine(Environment.GetEnvironmentVariable("HYPERWEAVE_IMAGES") ?? Path.Combine(AppContext.BaseDirectory, "../../../images"), "busybox");
        Skip.IfNot(File.Exists(file), $"{file} is not there: run tests/fetch-images.sh");
        var code = ExecutableSegment(File.ReadAllBytes(file));
        int rounds = int.TryParse(Environment.GetEnvironmentVariable("HYPERWEAVE_RATE"), out int wanted) ? wanted : 2;
        var (best, least) = (new EngineStatistics(), double.MaxValue);
        for (int round = 0; round < rounds; round++) best = Translate(code, ref least);
        double growth = best.HostCodeBytes / (double)best.GuestCodeBytes;
        output.WriteLine($"{best.FirstTierInstructions} instructions, {best.FirstTierInstructions / least:F1} million a second, {growth:F2} host bytes for each guest byte, "
            + $"{_allocated / best.FirstTierInstructions} bytes of host objects for each instruction");
        Assert.InRange(growth, 1, 4);
    }

    /// <param name="least">Microseconds.</param>
    private EngineStatistics Translate(byte[] code, ref double least)
    {
        using var guest = new Guest();
        using var cache = new CodeCache(64 << 20);
        guest.Load(At, code);
        var pages = new CodePages();
        var windows = new WindowMapper(guest.Ram, guest.Memory, guest.Cpu, pages, new Vmm.GuestMemory.Watchpoints(guest.Cpu));
        var spaces = new SpaceManager(guest.Context, guest.Memory, windows, new PageBiases(guest.Context, guest.Ram, guest.Memory, pages));
        var fetcher = new InstructionFetcher(guest.Cpu, guest.Memory, guest.Walker, new OfferedInstructions(guest.Model.Features));
        var statistics = new EngineStatistics();
        var translator = new Translator(guest.Context, cache, fetcher, guest.Memory, pages, spaces, statistics);
        spaces.OnNewCode = translator.ClearTargets;
        guest.Cpu->Rip = At;
        var space = spaces.Activate();
        var before = Environment.CpuUsage.TotalTime;
        _allocated = -GC.GetAllocatedBytesForCurrentThread();
        for (ulong at = At; at < At + (ulong)code.Length;)
            at = translator.Find(space, at, default)?.Region is FirstTierRegion region ? region.Head + (ulong)region.GuestLength : at + 1;
        _allocated += GC.GetAllocatedBytesForCurrentThread();
        least = Math.Min(least, (Environment.CpuUsage.TotalTime - before).TotalMicroseconds);
        return statistics;
    }

    /// <summary>What the first program header with the X flag loads (System V ABI, program header).</summary>
    private static byte[] ExecutableSegment(byte[] elf)
    {
        for (int at = (int)BitConverter.ToInt64(elf, 0x20); ; at += 56)
        {
            if (BitConverter.ToInt32(elf, at) == 1 && (elf[at + 4] & 1) != 0)
                return elf.AsSpan((int)BitConverter.ToInt64(elf, at + 8), (int)BitConverter.ToInt64(elf, at + 32)).ToArray();
        }
    }
}
