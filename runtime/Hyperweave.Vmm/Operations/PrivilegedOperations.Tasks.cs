using Hyperweave.Vmm.Delivery;
using Hyperweave.Vmm.GuestMemory;

namespace Hyperweave.Vmm.Operations;

/// <summary>Which far jumps, calls and returns switch tasks (Intel SDM 3A 7.3).</summary>
public sealed unsafe partial class PrivilegedOperations
{
    /// <summary>True where the target was a TSS or a task gate. In long mode they are targets as bad as any (Intel SDM 3A 7.7).</summary>
    private bool TrySwitchTask(ushort selector, Descriptor target, TaskSwitchCause cause, ulong next)
    {
        bool isGate = !target.IsCodeOrData && target.Type == TaskGate;
        if ((!isGate && !target.IsTask) || ProcessorMode.IsLong(*_cpu)) return false;
        uint named = selector & ~3u;
        if (target.Dpl < Math.Max((int)_cpu->Cpl, selector & 3)) throw GuestFaultException.GeneralProtection(named);
        if (isGate && !target.IsPresent) throw GuestFaultException.NotPresent(named);
        _tasks.Enter(isGate ? (ushort)(target.Raw >> 16) : selector, cause, next, _cpu->FullRflags);
        return true;
    }

    /// <summary>IRET with EFLAGS.NT: back to the task that the running one's TSS links to.</summary>
    private void ReturnToTask(ulong next)
    {
        if (ProcessorMode.IsLong(*_cpu)) throw GuestFaultException.GeneralProtection();
        ushort link = _memory.Read<ushort>(_cpu->Tr.Base + TaskLayout.Link, AccessKind.Implicit);
        _tasks.Enter(link, TaskSwitchCause.Return, next, _cpu->FullRflags & ~Rflags.NT);
    }
}
