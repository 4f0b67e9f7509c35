using Hyperweave.Vmm.Building;
using Hyperweave.Vmm.GuestMemory;
using Hyperweave.Vmm.Host;
using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Direct;

/// <summary>From the host's fault, as its signal reported it, to the guest's exception, or to a mapping and another try.</summary>
internal sealed unsafe class DirectFaults(MachineBase machine, PageFiller filler, EngineStatistics statistics)
{
    private const int LongestInstruction = 15;
    private readonly ProcessorContext _context = machine.Context;
    private readonly CpuState* _cpu = machine.Cpu;

    /// <summary>Looks at the fault of the last entry.</summary>
    /// <returns>True with the exit that it means; false when the guest can go on at RIP.</returns>
    public bool Handle(out Exit exit)
    {
        _cpu->Rip = _context.Word(ContextLayout.FaultRip);
        byte vector = (byte)_context.Word(ContextLayout.FaultTrap);
        if (vector == ExceptionVector.PF) return HandlePageFault(out exit);
        exit = new Exit { Kind = ExitKind.Exception, Vector = vector };
        // The host's code for #GP and the like speaks of the host's tables; in a proven image it is always 0.
        exit.HasErrorCode = ExceptionVector.PushesErrorCode(vector);
        return true;
    }

    private bool HandlePageFault(out Exit exit)
    {
        ulong address = _context.Word(ContextLayout.FaultAddress);
        // W/R and I/D of the host's error code are the guest's own (Intel SDM 3A 4.7); U/S is not: all runs in ring 3.
        var kind = (AccessKind)_context.Word(ContextLayout.FaultError) & (AccessKind.Write | AccessKind.Fetch);
        if (_cpu->Cpl == 3) kind |= AccessKind.User;
        statistics.PageFills++;
        switch (filler.Fill(address, kind, out var fault))
        {
            case FillOutcome.Filled:
                exit = default;
                return false;
            case FillOutcome.PageFault:
                exit = new Exit { Kind = ExitKind.Exception, Vector = ExceptionVector.PF, HasErrorCode = true, ErrorCode = fault.ErrorCode, Address = fault.Address };
                return true;
            case FillOutcome.Device:
                exit = new Exit { Kind = ExitKind.MemoryIo, Address = address, Instruction = DecodeAtRip() };
                return true;
            default:
                exit = new Exit { Kind = ExitKind.Unsupported, Message = filler.Refusal };
                return true;
        }
    }

    /// <summary>The instruction has just been fetched to run, so that its page is there; the next one may not be.</summary>
    private Instruction DecodeAtRip()
    {
        Span<byte> bytes = stackalloc byte[LongestInstruction];
        int count = 0;
        while (count < LongestInstruction && machine.Virtual.TryPeek(_cpu->Rip + (ulong)count, out byte value)) bytes[count++] = value;
        var decoder = Decoder.Create(64, new ByteArrayCodeReader(bytes[..count].ToArray()), _cpu->Rip);
        return decoder.Decode();
    }
}
