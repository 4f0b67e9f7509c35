using System.Diagnostics;
using Hyperweave.Vmm.GuestMemory;
using Hyperweave.Vmm.Host;
using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>Makes regions, links them, and forgets them: owner of the code cache and of everything that points into it.</summary>
internal sealed unsafe partial class Translator
{
    /// <summary>More than one region ever needs: 600 instructions, each at most a few dozen bytes of host code.</summary>
    private const int RegionRoom = 256 << 10;

    private readonly ProcessorContext _context;
    private readonly CodeCache _cache;
    private readonly InstructionFetcher _fetcher;
    private readonly CodePages _codePages;
    private readonly SpaceManager _spaces;
    private readonly EngineStatistics _statistics;
    private readonly RegionBuilder _builder;
    private readonly HostAssembler _assembler = new();
    private readonly Emitter _emitter;
    private readonly List<ExitSite> _sites = [];
    private readonly List<Region> _regions = [];

    internal Translator(ProcessorContext context, CodeCache cache, InstructionFetcher fetcher, CodePages codePages, SpaceManager spaces,
        EngineStatistics statistics)
    {
        (_context, _cache, _fetcher, _codePages, _spaces, _statistics) = (context, cache, fetcher, codePages, spaces, statistics);
        _builder = new RegionBuilder(fetcher);
        _emitter = new Emitter(_assembler, _sites);
        Reset();
    }

    internal ulong ExecuteBase => (ulong)_cache.Execute;

    /// <summary>Guest addresses at which every new region ends; see <see cref="RemoveAt"/> for the old ones.</summary>
    internal IReadOnlySet<ulong> Breakpoints { set => _builder.Breakpoints = value; }

    /// <summary>No room for one more region.</summary>
    internal bool IsFull => _cache.Used + RegionRoom > _cache.Capacity;

    internal ExitSite Site(ulong exitCode) => _sites[(int)(exitCode - ExitCode.FirstOfEngine)];

    /// <summary>Forgets all translated code. The spaces' entries and tables must be forgotten with it.</summary>
    internal void Reset()
    {
        foreach (var region in _regions) region.IsRemoved = true;
        _sites.Clear();
        _sites.Add(new ExitSite(SiteKind.Missed, 0, default, 0, 0, null));
        _regions.Clear();
        _shared.Clear();
        _codePages.Clear();
        _cache.Reset();
        EmitMissStub();
    }

    /// <summary>Translates the region that begins at RIP; null when its first instruction cannot be fetched.</summary>
    internal EntryPoint? Translate(GuestSpace space, ulong rip, ulong guessedSlot)
    {
        long started = Stopwatch.GetTimestamp();
        var blocks = _builder.Build(rip);
        if (blocks.Count == 0) return null;
        var plan = RegisterPlan.Choose(blocks);
        new BiasPlanner(plan, blocks).Plan();
        var region = new Region(space.Code, plan) { Start = (int)_cache.Used + 63 & ~63 };
        _assembler.Start(_cache.Write + region.Start, ExecuteBase + (ulong)region.Start, RegionRoom - 64);
        _emitter.Emit(region, blocks, region.Start, guessedSlot);
        if (_assembler.Overflowed) throw new InvalidOperationException($"translation of 0x{rip:X} is longer than {RegionRoom} bytes");
        region.Length = _assembler.Length;
        _cache.Allocate((ulong)(region.Start - (int)_cache.Used + region.Length));
        Register(space, region, blocks);
        Count(blocks, started);
        return space.Entries.GetValueOrDefault(rip);
    }

    private void Count(List<BasicBlock> blocks, long started)
    {
        _statistics.TranslatedBlocks += blocks.Count;
        _statistics.TranslatedInstructions += blocks.Sum(block => block.Instructions.Count);
        _statistics.CodeCacheBytes = (long)_cache.Used;
        _statistics.GuestCodeBytes += blocks.Sum(block => block.Instructions.Sum(instruction => (long)instruction.Length));
        if (_statistics.FirstTranslation == 0) _statistics.FirstTranslation = Stopwatch.GetTimestamp();
        _statistics.TranslationTime += Stopwatch.GetElapsedTime(started);
    }

    /// <summary>The offset is one at which registers are expected at their canonical places.</summary>
    internal bool IsEntry(int offset) => Find(ExecuteBase + (ulong)offset)?.Entries.Exists(entry => entry.Direct == offset) == true;

    /// <summary>The region that a host address lies in.</summary>
    internal Region? Find(ulong host)
    {
        int offset = (int)(host - ExecuteBase);
        int low = 0, high = _regions.Count - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            if (offset < _regions[middle].Start) high = middle - 1;
            else if (offset >= _regions[middle].Start + _regions[middle].Length) low = middle + 1;
            else return _regions[middle];
        }
        return null;
    }

    private void Patch(int jump, int target) => *(int*)(_cache.Write + jump) = target - (jump + 4);

    private void EmitMissStub()
    {
        ulong offset = _cache.Allocate(64) ?? throw new HostException("the code cache is too small");
        _assembler.Start(_cache.Write + offset, ExecuteBase + offset, 64);
        _assembler.Emit(Instruction.Create(Code.Mov_rm64_r64, HostAssembler.Context(EngineLayout.MissedTarget), Iced.Intel.Register.R13));
        _assembler.Emit(Instruction.Create(Code.Mov_rm64_imm32, HostAssembler.Context(ContextLayout.Exit), (int)ExitCode.FirstOfEngine));
        _assembler.Emit(EngineLayout.JumpToExit);
        _context.Word(EngineLayout.MissStub) = ExecuteBase + offset;
    }
}
