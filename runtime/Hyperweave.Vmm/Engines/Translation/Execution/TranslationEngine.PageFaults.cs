using Hyperweave.Vmm.GuestMemory;
using Hyperweave.Vmm.Host;
using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// The guest's own page faults: raised as the walk found them where nothing else can come first, and what was missing is mapped as
/// soon as the handler returns to the instruction, which would only fault in its window again.
/// </summary>
public sealed unsafe partial class TranslationEngine
{
    /// <summary>Why the walk for the last faulting access failed; null where it did not.</summary>
    private PageFault? _refused;

    /// <summary>The instruction that a handler is expected to return to, and what it could not reach.</summary>
    private (ulong Rip, ulong Address, bool Write)? _awaited;

    /// <summary>The access is refused by the guest's tables: there is nothing to go on with.</summary>
    private bool Refused(in PageFault fault)
    {
        _refused = fault;
        return false;
    }

    /// <summary>
    /// The page fault that the instruction at RIP raises. Of most instructions the walk's is all there is to know; others may raise something
    /// else first, or reach more than one place, which the interpreter sorts out.
    /// </summary>
    private bool IsGuestsOwn(out Exit exit)
    {
        exit = default;
        if (_refused is not { } fault || _isNarrow || !IsInnerPage(fault.Address)) return false;
        if (!_interpreter.TryDecode(out var instruction) || !HasOneAccess(instruction)) return false;
        exit = new Exit { Kind = ExitKind.Exception, Vector = ExceptionVector.PF, HasErrorCode = true, ErrorCode = fault.ErrorCode, Address = fault.Address };
        return true;
    }

    /// <summary>No operand that reaches this page reaches an address that is not canonical, which would be #GP first.</summary>
    private static bool IsInnerPage(ulong address) =>
        ProcessorMode.IsCanonical(address + GuestMemoryMap.PageSize) && ProcessorMode.IsCanonical(address - GuestMemoryMap.PageSize);

    private static bool HasOneAccess(in Instruction instruction)
    {
        for (int operand = 0; operand < instruction.OpCount; operand++)
        {
            if (instruction.GetOpKind(operand) == OpKind.Register && !instruction.GetOpRegister(operand).IsGPR()) return false;
        }
        return instruction.Mnemonic switch
        {
            Mnemonic.Mov or Mnemonic.Movzx or Mnemonic.Movsx or Mnemonic.Movsxd or Mnemonic.Add or Mnemonic.Sub or Mnemonic.And or Mnemonic.Or
                or Mnemonic.Xor or Mnemonic.Cmp or Mnemonic.Test or Mnemonic.Inc or Mnemonic.Dec => true,
            Mnemonic.Push or Mnemonic.Call => !HasMemoryOperand(instruction),
            _ => false,
        };
    }

    private static bool HasMemoryOperand(in Instruction instruction) => instruction.Op0Kind == OpKind.Memory;

    /// <summary>After a page fault that has cost a signal: the handler's IRETQ is to come by, so that it maps the page, which is less than another signal.</summary>
    private void AwaitReturn(in Exit exit)
    {
        if (_context.Word(ContextLayout.Exit) != ExitCode.Fault || exit.Kind != ExitKind.Exception || exit.Vector != ExceptionVector.PF) return;
        var kind = (AccessKind)exit.ErrorCode;
        if ((kind & AccessKind.Fetch) != 0) return;
        _awaited = (_cpu->Rip, exit.Address, (kind & AccessKind.Write) != 0);
        _returns.Forget(isUser: _cpu->Cpl == 3);
    }

    /// <summary>After an IRETQ: maps what the instruction at RIP has been waiting for, as its access would; what must see that access itself is left to it.</summary>
    private void MapAwaited()
    {
        if (_awaited is not { } awaited) return;
        _awaited = null;
        if (awaited.Rip != _cpu->Rip || _windows.IsFull) return;
        if (_watchpoints.WatchesData && _watchpoints.Covers(awaited.Address & ~0xFFFUL, GuestMemoryMap.PageSize)) return;
        var kind = AccessKind.Read | (_cpu->Cpl == 3 ? AccessKind.User : 0);
        if (!_walker.Walk(awaited.Address, kind, out var page, out _) || !_memory.IsRam(page.Physical) || !_spaces.MayMap(awaited.Address, page)) return;
        if (awaited.Write && (!page.Writable || !page.Dirty || _codePages.Contains(page.Physical))) return;
        if (_spaces.IsMapped(awaited.Address, awaited.Write)) return;
        _spaces.Fill(awaited.Address, page);
        Statistics.PageFills++;
    }
}
