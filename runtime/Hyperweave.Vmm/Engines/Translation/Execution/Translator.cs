using System.Diagnostics;
using Hyperweave.Vmm.GuestMemory;
using Hyperweave.Vmm.Host;
using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>Makes regions, links them, and forgets them: owner of the code cache and of everything that points into it.</summary>
internal sealed unsafe partial class Translator
{
    /// <summary>More than one region ever needs with its stubs: 600 instructions, each at most a few dozen bytes of host code.</summary>
    internal const int RegionRoom = 128 << 10;
    private const int StubRoom = 64;
    /// <summary>A poll at this place of its page ends four bytes behind the page.</summary>
    private const int LastTurn = 4096 - 3;

    private readonly ProcessorContext _context;
    private readonly CodeCache _cache;
    private readonly InstructionFetcher _fetcher;
    private readonly CodePages _codePages;
    private readonly SpaceManager _spaces;
    private readonly EngineStatistics _statistics;
    private readonly GuestPhysicalMemory _memory;
    private readonly RegionBuilder _builder;
    private readonly HostAssembler _assembler = new();
    private readonly Emitter _emitter;
    private readonly FirstTier _first;
    private readonly List<ExitSite> _sites = [];
    private readonly LinkTable _links = new();
    /// <summary>By their places in the code cache: what was made on the processor's thread, and beside it.</summary>
    private readonly List<Region> _regions = [], _promoted = [];
    /// <summary>Heads that were entered with a register which had been guessed to be below 2^32.</summary>
    private readonly HashSet<ulong> _unguarded = [];
    private readonly DeviceAccesses _devices = new();
    private int _counters;

    internal Translator(ProcessorContext context, CodeCache cache, InstructionFetcher fetcher, GuestPhysicalMemory memory, CodePages codePages, SpaceManager spaces,
        EngineStatistics statistics)
    {
        (_context, _cache, _fetcher, _memory, _codePages, _spaces, _statistics) = (context, cache, fetcher, memory, codePages, spaces, statistics);
        _builder = new RegionBuilder(fetcher, _devices);
        _emitter = new Emitter(_assembler, _sites, _links);
        _first = new FirstTier(_assembler, _emitter, fetcher, memory, _devices);
        Reset();
    }

    internal ulong ExecuteBase => (ulong)_cache.Execute;

    /// <summary>How often a region of the first tier may turn before its code is translated by the second; with 0 there is no first tier.</summary>
    internal int Turns { get; set; } = 4000;

    /// <summary>Guest addresses at which every new region ends; see <see cref="RemoveAt"/> for the old ones.</summary>
    internal IReadOnlySet<ulong> Breakpoints
    {
        set
        {
            _aside?.Clear();
            _builder.Breakpoints = _first.Breakpoints = value;
        }
    }

    /// <summary>No room for one more region of each tier.</summary>
    internal bool IsFull => _cache.Used + 2 * RegionRoom > Room || _aside is { IsFull: true } || _counters == EngineLayout.TurnCounterCount;

    internal ExitSite Site(ulong exitCode) => _sites[(int)(exitCode - ExitCode.FirstOfEngine)];

    /// <summary>The guest address that a link leads to.</summary>
    internal ulong TargetOf(int link) => _links[link].Target;

    /// <summary>Forgets all translated code. The spaces' entries and tables must be forgotten with it.</summary>
    internal void Reset()
    {
        _aside?.Reset();
        foreach (var region in _promoted) region.IsRemoved = true;
        _promoted.Clear();
        foreach (var region in _regions) region.IsRemoved = true;
        _sites.Clear();
        _links.Clear();
        // The fixed ones: ExitCode.FirstOfEngine, and EngineLayout.PageMissExit, which never gets as far as its site.
        _sites.Add(new ExitSite(SiteKind.Missed, 0));
        _sites.Add(_sites[0]);
        _regions.Clear();
        _unguarded.Clear();
        _postponed.Clear();
        _devices.Clear();
        _codePages.Clear();
        _cache.Reset();
        _counters = 0;
        EmitCommonStubs();
    }

    /// <summary>The way into the code at RIP, which is translated if need be; null when its first instruction cannot be fetched.</summary>
    internal EntryPoint? Find(GuestSpace space, ulong rip, in Hints hints)
    {
        if (_fetcher.Locate(rip, out ulong physical) != FetchResult.Ok) return null;
        var starts = default(PageBits);
        if (_codePages.Find(physical) is { } page)
        {
            if (space.Code.IsShared && Adopt(space, rip, physical, page) is { } adopted) return adopted;
            starts = page.StartsOf(space.Code);
            if (starts[rip] && EnterWithin(space, rip) is { } entry) return entry;
        }
        return Turns == 0 || space.Code.IsNarrow ? Optimise(space, rip, hints) : Translate(space, rip, physical, starts);
    }

    private static bool IsOptimised(GuestSpace space, ulong rip) => space.Entries.TryGetValue(rip, out var known) && known.Region is not FirstTierRegion;

    /// <summary>Forgets a region that guessed wrong at its head.</summary>
    internal void Retract(Region region, ulong head)
    {
        Remove(region);
        _unguarded.Add(head);
    }

    /// <summary>The region has faulted at an instruction whose data is a device's.</summary>
    internal void MeetDevice(Region region, in Instruction instruction)
    {
        if (_devices.Meet(instruction)) Remove(region);
    }

    /// <summary>The site's data is no device's this time.</summary>
    internal void MeetMemory(ExitSite site)
    {
        _devices.MeetMemory(site.Rip);
        Remove(site.Region!);
    }

    /// <summary>The first tier.</summary>
    private EntryPoint? Translate(GuestSpace space, ulong rip, ulong physical, PageBits? starts)
    {
        long started = Stopwatch.GetTimestamp();
        int start = Begin(RegionRoom), firstLink = _links.Count;
        int counter = EngineLayout.TurnCounters + 4 * _counters++;
        *(int*)(_context.Base + counter) = LastTurn - Turns;
        var region = _first.Translate(space, rip, physical, starts, start, counter);
        if (region is null) return null;
        End(rip);
        AddPage(region, rip & ~0xFFFUL, physical & ~0xFFFUL);
        AddPieces(region, rip, rip + (ulong)region.GuestLength);
        starts ??= _codePages.Find(physical)!.StartsOf(space.Code);
        region.MarkStarts(starts, true);
        var entry = new EntryPoint(region, rip, start, 0);
        region.Entries.Add(entry);
        Register(space, region);
        LinkKnown(space, region, starts, firstLink);
        _statistics.FirstTierInstructions += region.Instructions;
        var time = Stopwatch.GetElapsedTime(started);
        _statistics.FirstTierTime += time;
        Count(region, 1, region.Instructions, region.GuestLength, time);
        return entry;
    }

    /// <summary>The second tier.</summary>
    private EntryPoint? Optimise(GuestSpace space, ulong rip, in Hints hints)
    {
        long started = Stopwatch.GetTimestamp();
        var blocks = _builder.Build(rip, space.Code.IsNarrow ? 32 : 64);
        if (blocks.Count == 0) return null;
        int start = Begin(RegionRoom);
        var region = Promotion.Make(space.Code, rip, Narrowed(rip, hints), blocks, _assembler, _emitter, start);
        End(rip);
        Admit(space, region, blocks, Stopwatch.GetElapsedTime(started));
        return space.Entries.GetValueOrDefault(rip);
    }

    /// <summary>A head that was entered with a register which had been guessed to be below 2^32 is guessed about no more.</summary>
    private Hints Narrowed(ulong head, in Hints hints) => _unguarded.Contains(head) ? hints with { Narrow = 0 } : hints;

    /// <summary>A region of the second tier takes the place of the first's.</summary>
    private void Admit(GuestSpace space, Region region, List<BasicBlock> blocks, TimeSpan time)
    {
        AddPieces(region, blocks);
        RemoveFirstTier(space, region);
        Register(space, region);
        Count(region, blocks.Count, blocks.Sum(block => block.Instructions.Count), region.GuestBytes, time);
        _builder.Recycle(blocks);
    }

    /// <summary>Starts the assembler at the next free place of the code cache.</summary>
    private int Begin(int room)
    {
        int start = (int)_cache.Used + 15 & ~15;
        _assembler.Start(_cache.Write + start, ExecuteBase + (ulong)start, room - 16, start);
        return start;
    }

    /// <summary>Keeps what the assembler has written.</summary>
    private void End(ulong rip)
    {
        if (_assembler.Overflowed) throw new InvalidOperationException($"translation of 0x{rip:X} is longer than {RegionRoom} bytes");
        _cache.Allocate((ulong)_assembler.Length);
    }

    private void Count(Region region, int blocks, int instructions, int bytes, TimeSpan time)
    {
        _statistics.TranslatedBlocks += blocks;
        _statistics.TranslatedInstructions += instructions;
        _statistics.CodeCacheBytes = (long)_cache.Used + (_aside?.Used ?? 0);
        _statistics.GuestCodeBytes += bytes;
        _statistics.HostCodeBytes += region.Length;
        if (_statistics.FirstTranslation == 0) _statistics.FirstTranslation = Stopwatch.GetTimestamp();
        _statistics.TranslationTime += time;
    }

    /// <summary>The region that a host address lies in.</summary>
    internal Region? Find(ulong host)
    {
        int offset = (int)(host - ExecuteBase);
        var regions = RegionsAt(offset);
        int place = PlaceOf(regions, offset);
        return place >= 0 && offset < regions[place].Start + regions[place].Length ? regions[place] : null;
    }

    private List<Region> RegionsAt(int offset) => offset < (int)Room ? _regions : _promoted;

    /// <summary>The last region that does not begin behind an offset, or −1.</summary>
    private static int PlaceOf(List<Region> regions, int offset)
    {
        int low = 0, high = regions.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (regions[middle].Start <= offset) low = middle + 1;
            else high = middle;
        }
        return low - 1;
    }
}
