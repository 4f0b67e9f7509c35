using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Hyperweave.Vmm.GuestMemory;
using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// The first tier: guest instructions one after another, from their bytes, without a plan. All registers stay at their canonical
/// places, and one bias is kept until its register is written. What it does not know by its bytes goes through the
/// decoder and the second tier's emitter. See docs/decisions/0011-two-tiers.md.
/// </summary>
internal sealed unsafe partial class FirstTier(HostAssembler assembler, Emitter emitter, InstructionFetcher fetcher, GuestPhysicalMemory memory, DeviceAccesses devices)
{
    private const int MostInstructions = 128, LongestRead = 24, LongestInstruction = 15;

    private readonly FirstTierPoint[] _points = new FirstTierPoint[MostInstructions + 2];
    private readonly PointStore _store = new();
    private readonly Form* _forms = Forms.Table;
    /// <summary>By the address in the page: the place that the instruction there has among the points, if it is one of this region.</summary>
    private readonly byte[] _places = new byte[GuestMemoryMap.PageSize];
    /// <summary>Jumps of this region lead to these offsets of the page, by bit.</summary>
    private readonly ulong[] _targets = new ulong[GuestMemoryMap.PageSize / 64];
    private CodeSpace _code = null!;
    private ulong _head, _rip, _page;
    private byte* _bytes;
    /// <summary>Where the second tier can be entered in this page, by bit.</summary>
    private PageBits? _entries;
    /// <summary>Where instructions of other regions begin, and where they are accesses to devices.</summary>
    private PageBits? _starts, _devices;
    private IReadOnlySet<ulong>? _breakpoints;
    private int _count, _counter, _slot, _probe;
    private byte _key;
    private bool _endsBlock, _endsFlow;

    /// <summary>Guest addresses that no region holds.</summary>
    internal IReadOnlySet<ulong> Breakpoints { set => _breakpoints = value.Count == 0 ? null : value; }

    /// <summary>Translates from a guest address on; null when nothing can be fetched there.</summary>
    /// <param name="physical">Where it is in RAM.</param>
    /// <param name="starts">Where the first tier can be entered in this page already.</param>
    /// <param name="start">Offset of the region in the code cache; the assembler has been started there.</param>
    /// <param name="counter">Offset in the context of the region's turn counter.</param>
    internal FirstTierRegion? Translate(GuestSpace space, ulong head, ulong physical, PageBits? starts, int start, int counter)
    {
        if (_breakpoints?.Contains(head) == true) return null;
        (_code, _head, _rip, _page, _counter) = (space.Code, head, head, head & ~0xFFFUL, counter);
        _bytes = memory.Page(physical);
        // Only the translator reads them as bytes: until now they are in no cache.
        Sse.Prefetch0(_bytes + (head & 0xFFF));
        Sse.Prefetch0(_bytes + (head & 0xFFF | 63) + 1);
        _starts = starts;
        _entries = space.FindCode(_page)?.SecondTier;
        _devices = devices.OfPage(_page);
        (_count, _slot, _probe, _key) = (0, -1, -1, NoKey);
        var region = new FirstTierRegion(space.Code, head, counter) { Start = start };
        CountTurn();
        if (!Sweep(space, region)) return null;
        ResolveJumps(region);
        assembler.Finish();
        region.Complete(_store.Keep(_points.AsSpan(0, _count)), _slot, assembler.Length);
        return region;
    }

    /// <summary>One instruction after another, until control does not go on, or goes on in code that is there already.</summary>
    private bool Sweep(GuestSpace space, FirstTierRegion region)
    {
        for (;;)
        {
            (_endsBlock, _endsFlow) = (false, false);
            if (IsTarget(_rip)) _key = NoKey;
            Mark();
            if (!Translate(region)) break;
            if (_endsFlow && !IsTarget(_rip)) return End();
            if (GoesOn(space)) continue;
            if (_endsFlow) return End();
            Mark();
            break;
        }
        if (_rip == _head) return false;
        PutJump(_rip);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool GoesOn(GuestSpace space) => _rip - _page < GuestMemoryMap.PageSize && _count <= MostInstructions && !IsKnown(space) && _breakpoints?.Contains(_rip) != true;

    /// <summary>There is a way into other code here: of the second tier at any instruction, of the first after a jump or call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsKnown(GuestSpace space) =>
        IsOptimised(_rip) || (_endsBlock && _starts is not null && _starts[_rip] && (!_code.IsShared || space.Entries.ContainsKey(_rip)));

    /// <summary>The second tier can be entered there; an address of the page translated last.</summary>
    internal bool IsOptimised(ulong rip) => _entries is not null && _entries[rip];

    /// <summary>The instruction here is surely translated right behind the one before, so that the shadow of an STI there is not lost.</summary>
    private bool TakesShadow(ulong rip) =>
        rip - _page <= GuestMemoryMap.PageSize - LongestInstruction && _count < MostInstructions && !IsOptimised(rip) && _breakpoints?.Contains(rip) != true;

    private bool End()
    {
        Mark();
        return true;
    }

    /// <summary>An instruction begins here. What probes the stack after the one before belongs to it already.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Mark()
    {
        bool hasProbe = _probe >= 0;
        _places[(int)_rip & 0xFFF] = (byte)_count;
        _points[_count++] = new FirstTierPoint((ushort)(_rip - _head), (ushort)(hasProbe ? _probe : assembler.Length), _key, hasProbe);
        _probe = -1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsTarget(ulong rip) => rip - _page < GuestMemoryMap.PageSize && (_targets[(rip & 0xFFF) >> 6] >> (int)(rip & 63) & 1) != 0;

    private bool Translate(FirstTierRegion region)
    {
        if (_devices is not null && _devices[_rip]) return Decode(region);
        int offset = (int)(_rip & 0xFFF), room = (int)GuestMemoryMap.PageSize - offset;
        if (room < LongestRead) return TranslateLast(region, offset, room);
        if (!GuestBytes.TryRead(_bytes + offset, _forms, out var bytes) || !Emit(bytes, region)) return Decode(region);
        _rip += (ulong)bytes.Length;
        return true;
    }

    /// <summary>No byte of the next page is read before an instruction needs it.</summary>
    private bool TranslateLast(FirstTierRegion region, int offset, int room)
    {
        byte* last = stackalloc byte[LongestRead];
        new Span<byte>(_bytes + offset, room).CopyTo(new Span<byte>(last, LongestRead));
        bool isKnown = GuestBytes.TryRead(last, _forms, out var bytes);
        if (isKnown && bytes.Length > room) isKnown = ReadOn(last, room) && GuestBytes.TryRead(last, _forms, out bytes);
        if (!isKnown || !Emit(bytes, region)) return Decode(region);
        _rip += (ulong)bytes.Length;
        return true;
    }

    /// <summary>The bytes of the next page behind those of this one; false where it is not there.</summary>
    private bool ReadOn(byte* last, int room)
    {
        if (fetcher.Locate(_page + GuestMemoryMap.PageSize, out ulong physical) != FetchResult.Ok) return false;
        new Span<byte>(memory.Page(physical), LongestRead - room).CopyTo(new Span<byte>(last + room, LongestRead - room));
        return true;
    }

    private bool Emit(in GuestBytes bytes, FirstTierRegion region)
    {
        if (EmitCommon(bytes)) return true;
        if ((bytes.Form & Form.Nothing) != 0) return true;
        if ((bytes.Form & Form.Special) != 0) return EmitSpecial(bytes, region);
        return EmitMoved(bytes) || EmitStackPointer(bytes);
    }

    /// <summary>The way of the second tier, for one instruction.</summary>
    private bool Decode(FirstTierRegion region)
    {
        if (fetcher.Fetch(_rip, _rip, 64, out var instruction) != FetchResult.Ok) return false;
        if (InstructionClasses.Of(instruction) == InstructionClass.Undefined)
        {
            EmitUndefined(region);
            _rip = instruction.NextIP;
            return _endsBlock = true;
        }
        if (_devices is not null && devices.Holds(instruction)) return LeaveForDevice(region, instruction);
        bool takesShadow = instruction.Mnemonic == Mnemonic.Sti && TakesShadow(instruction.NextIP);
        _endsFlow = !emitter.EmitAlone(region, instruction, takesShadow, ref _probe);
        _endsBlock = !takesShadow;
        _key = NoKey;
        _rip = instruction.NextIP;
        return true;
    }

    private bool LeaveForDevice(FirstTierRegion region, in Instruction instruction)
    {
        emitter.EmitExit(new ExitSite(SiteKind.Device, instruction, region));
        _rip = instruction.NextIP;
        return _endsFlow = _endsBlock = true;
    }
}
