using Hyperweave.Vmm.GuestMemory;
using Hyperweave.Vmm.Host;
using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// Faults of translated code. One in a window is the window's TLB miss: the guest's tables are walked, the page is mapped,
/// and the host instruction runs again with all host registers as they were. Every other fault is taken to the guest
/// instruction that it belongs to, which is then the guest's exception or the interpreter's work.
/// </summary>
public sealed unsafe partial class TranslationEngine
{
    private const ulong WriteFault = 1 << 1;
    private const int MostStores = 4;

    /// <summary>The last fault was a store to a page that holds translated code.</summary>
    private bool _storesToCode;

    /// <summary>True when the code can go on at <paramref name="host"/>; the context is untouched otherwise.</summary>
    private bool Resume(out ulong host)
    {
        Statistics.Faults++;
        (_refused, _storesToCode) = (null, false);
        host = _context.Word(ContextLayout.FaultRip);
        if (_context.Word(ContextLayout.FaultTrap) != ExceptionVector.PF) return false;
        if (IsTurned(ExceptionVector.PF)) return TurnsOn(host);
        ulong address = _context.Word(ContextLayout.FaultAddress);
        var window = _spaces.FindByHost(address);
        if (window is null) return false;
        ulong guest = address - window.Bias;
        // 32-bit addresses wrap, which is the interpreter's.
        if (_isNarrow && guest > uint.MaxValue) return false;
        bool write = (_context.Word(ContextLayout.FaultError) & WriteFault) != 0;
        if (_watchpoints.WatchesData && _watchpoints.Covers(guest & ~0xFFFUL, GuestMemoryMap.PageSize)) return false;
        var kind = (write ? AccessKind.Write : AccessKind.Read) | (_cpu->Cpl == 3 ? AccessKind.User : 0);
        if (!_walker.Walk(guest, kind, out var page, out var fault)) return Refused(fault);
        if (!_memory.IsRam(page.Physical) || !_spaces.MayMap(guest, page)) return false;
        if (_storesToCode = write && _codePages.Contains(page.Physical)) return false;
        // A guest that does nothing but miss never comes by the place where room is made: the interpreter leads it there.
        if (_windows.IsFull) return false;
        if (!WindowMapper.IsMapped(window, guest, write)) _spaces.Fill(guest, page);
        else if (write) _windows.Unprotect(window, guest);
        else return false;
        Statistics.PageFills++;
        return true;
    }

    /// <summary>The region's place is about to be taken: it goes on, with the count in R13 as its poll has it there.</summary>
    private bool TurnsOn(ulong host)
    {
        if (_translator.Find(host) is not FirstTierRegion { IsPending: true } region) return false;
        foreach (var user in region.Users)
        {
            if (_translator.HasPromoted(user)) return false;
        }
        _cpu->R13 = (uint)_translator.CountAgain(region);
        return true;
    }

    /// <summary>
    /// An access that looks its page up has found nothing: as <see cref="Resume"/>, without a signal. What it was is kept as that
    /// of a fault.
    /// </summary>
    private bool ResumeMiss(out ulong host)
    {
        _cpu->Rcx = _context.Word(EngineLayout.Lent);
        ulong access = _context.Word(EngineLayout.MissedAccess);
        (_refused, _storesToCode) = (null, false);
        _context.Word(ContextLayout.FaultRip) = host = _translator.ExecuteBase + (access >> 1);
        _context.Word(ContextLayout.FaultTrap) = ExceptionVector.PF;
        _context.Word(ContextLayout.FaultAddress) = 0;
        ulong guest = _cpu->Gpr[GuestRegisters.Number(_translator.Find(host)!.Plan.Address)];
        if (_watchpoints.WatchesData && _watchpoints.Covers(guest & ~0xFFFUL, GuestMemoryMap.PageSize)) return false;
        var kind = ((access & 1) != 0 ? AccessKind.Write : AccessKind.Read) | AccessKind.User;
        if (!ProcessorMode.IsCanonical(guest)) return false;
        if (!_walker.Walk(guest, kind, out var page, out var fault)) return Refused(fault);
        if (!_spaces.FillBias(guest, page)) return false;
        Statistics.PageFills++;
        return true;
    }

    private bool Fault(out Exit exit)
    {
        var region = RecoverAt(_context.Word(ContextLayout.FaultRip), out var point);
        exit = default;
        ulong trap = _context.Word(ContextLayout.FaultTrap);
        if (point.IsProbe) return true;
        if (IsPoll(trap)) return TakePoll(out exit);
        if (IsTurned(trap))
        {
            _translator.Promote(_spaces.Activate(), (FirstTierRegion)region, point.Rip, Hints, mayWait: IsInHaste);
            return true;
        }
        switch (trap)
        {
            // #UD: an instruction that the decoder knows and this host's processor does not.
            case ExceptionVector.DE or ExceptionVector.MF or ExceptionVector.XM or ExceptionVector.UD:
                exit = new Exit { Kind = ExitKind.Exception, Vector = (byte)trap };
                return false;
            case ExceptionVector.PF when IsGuestsOwn(out exit):
                AwaitReturn(exit);
                return false;
            case ExceptionVector.PF or ExceptionVector.GP or ExceptionVector.SS:
                bool goesOn = InterpretFaulting(region, out exit);
                // What user code reaches may be a page that it looks up, which needs no window.
                if (_cpu->Cpl != 3) AwaitReturn(exit);
                return goesOn;
            default:
                throw new InvalidOperationException($"host exception {trap} in translated code of guest address 0x{point.Rip:X}");
        }
    }

    /// <summary>The instruction is done by the interpreter, and the windows that it needed are opened for the next time.</summary>
    private bool InterpretFaulting(Region region, out Exit exit)
    {
        if (_isNarrow) return Interpret(out exit);
        OpenWindows();
        bool goesOn = Interpret(out exit);
        if (exit.Kind == ExitKind.MemoryIo) _translator.MeetDevice(region, exit.Instruction);
        return goesOn && (!_storesToCode || StoreOn(out exit));
    }

    /// <summary>
    /// After a store to code: those right behind it most often go there too (Linux patches five bytes with two overlapping stores), and would cost a
    /// signal each. True when the guest can go on.
    /// </summary>
    private bool StoreOn(out Exit exit)
    {
        exit = default;
        if (_hasBreakpoints || _watchpoints.WatchesInstructions) return true;
        for (int count = 0; count < MostStores && _interpreter.TryDecode(out var next) && IsStore(next); count++)
        {
            if (!Interpret(out exit)) return false;
        }
        return true;
    }

    private static bool IsStore(in Instruction instruction) => instruction.Mnemonic == Mnemonic.Mov && instruction.Op0Kind == OpKind.Memory;

    /// <summary>Opens the windows of the stack and of the instruction's operand, where there are pages behind them.</summary>
    private void OpenWindows()
    {
        OpenWindow(_cpu->Rsp);
        OpenWindow(_cpu->Rsp - 8);
        if (!_interpreter.TryDataAddresses(out ulong first, out ulong second)) return;
        OpenData(first);
        OpenData(second);
    }

    /// <summary>What looks pages up must find the page anew: it may be written from now on.</summary>
    private void OpenData(ulong address)
    {
        if (!_spaces.DropBias(address)) OpenWindow(address);
    }

    private void OpenWindow(ulong address)
    {
        if (!BiasTable.IsPoison(_spaces.BiasOf(address)) || !ProcessorMode.IsCanonical(address)) return;
        var kind = AccessKind.Read | (_cpu->Cpl == 3 ? AccessKind.User : 0);
        if (_walker.Walk(address, kind, out var page, out _) && _memory.IsRam(page.Physical)) _spaces.Fill(address, page);
    }

    private bool IsPoll(ulong trap) => trap == ExceptionVector.PF
        && _context.Word(ContextLayout.FaultAddress) - (ulong)_context.Base - ContextLayout.PollPage < 4096;

    /// <summary>A region of the first tier has run often.</summary>
    private bool IsTurned(ulong trap) => trap == ExceptionVector.PF
        && _context.Word(ContextLayout.FaultAddress) - (ulong)_context.Base - ContextLayout.TurnsPage < 4096;

    /// <summary>
    /// A request may have been taken already while its thread was still on the way to take the page's access away: the page
    /// is opened here, or the guest would stop at each poll until the next request.
    /// </summary>
    private bool TakePoll(out Exit exit)
    {
        _context.ProtectPollPage(readable: true);
        exit = default;
        return !TakeRequest() || Left(out exit);
    }

    private static bool Left(out Exit exit)
    {
        exit = Interrupted;
        return false;
    }

    /// <summary>A request came while a fault was being resumed: the host registers are those of the middle of a region.</summary>
    private bool Abandoned(ulong host)
    {
        RecoverAt(host, out _);
        return true;
    }

    /// <summary>The guest's registers, RIP among them, as they were before the instruction that host code of a region stands for.</summary>
    private Region RecoverAt(ulong host, out HostPoint point)
    {
        var region = _translator.Find(host) ?? throw new InvalidOperationException($"host address 0x{host:X} is in no region");
        int offset = (int)(host - _translator.ExecuteBase);
        point = region.PointAt(offset);
        Recover(region.Plan);
        var (source, target) = region.StringAt(offset);
        if (source) _cpu->Rsi += _context.Word(EngineLayout.SourceCorrection);
        if (target) _cpu->Rdi += _context.Word(EngineLayout.TargetCorrection);
        if (region.IsSpilled(offset)) (_cpu->Rax, _cpu->Rcx, _cpu->Rdx) = (_context.Word(Emitter.KeptRax), _context.Word(Emitter.KeptRcx), _context.Word(Emitter.KeptRdx));
        _cpu->Rip = point.Rip;
        if (region.IsAfterSti(point.Rip)) _cpu->InterruptShadow = InterruptShadow.Sti;
        return region;
    }
}
