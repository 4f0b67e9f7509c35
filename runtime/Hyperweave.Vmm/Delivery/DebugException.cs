namespace Hyperweave.Vmm.Delivery;

/// <summary>#DB: what DR6 tells of it, and when a trap that waits may be taken (Intel SDM 3B 17.2.3, 17.3.1).</summary>
internal static unsafe class DebugException
{
    /// <summary>
    /// The trap after an instruction, if one waits and may be taken. After MOV SS and POP SS none may (Intel SDM 3A 6.8.3): the
    /// single step is lost, data breakpoints wait for the next instruction.
    /// </summary>
    public static bool TryTakeTrap(CpuState* cpu, out GuestEvent trap)
    {
        trap = GuestEvent.Exception(ExceptionVector.DB);
        if (cpu->InterruptShadow == InterruptShadow.MovSs) cpu->PendingDebug &= ~Dr6.BS;
        else if (cpu->PendingDebug != 0)
        {
            Report(cpu, cpu->PendingDebug);
            cpu->PendingDebug = 0;
            return true;
        }
        return false;
    }

    /// <summary>B0–B3 tell of this exception alone; the other bits stay until the guest clears them.</summary>
    public static void Report(CpuState* cpu, ulong causes) => cpu->Dr[6] = cpu->Dr[6] & ~Dr6.Breakpoints | causes;
}
