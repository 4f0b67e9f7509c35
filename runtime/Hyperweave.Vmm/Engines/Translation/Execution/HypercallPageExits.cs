using Hyperweave.Abi;
using Hyperweave.Vmm.GuestMemory;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>A paravirtual image's hypercall page: its slots are exits, whatever bytes stand there.</summary>
internal sealed unsafe class HypercallPageExits(ulong page)
{
    /// <summary>True when RIP is in the page. An exit of kind Interrupted stands for "done here, go on".</summary>
    internal bool TryExit(CpuState* cpu, GuestPhysicalMemory memory, PageWalker walker, out Exit exit)
    {
        exit = default;
        if (cpu->Rip - page >= HypercallPage.Size) return false;
        ulong slot = cpu->Rip - page;
        if (slot == HypercallPage.Iret)
        {
            exit.Kind = ExitKind.HypercallIret;
            return true;
        }
        exit.Kind = slot switch
        {
            HypercallPage.Call => ExitKind.Hypercall,
            HypercallPage.SystemCall => ExitKind.HypercallSystemCall,
            HypercallPage.Rdtsc => ExitKind.Interrupted,
            _ => ExitKind.Unsupported,
        };
        if (exit.Kind == ExitKind.Unsupported) exit.Message = $"jump into the hypercall page at offset 0x{slot:X}";
        else if (!PopReturnAddress(cpu, memory, walker, ref exit)) return true;
        if (slot == HypercallPage.Rdtsc) cpu->Rax = Host.HostTimeStampCounter.Read() + cpu->TscOffset;
        return true;
    }

    private static bool PopReturnAddress(CpuState* cpu, GuestPhysicalMemory memory, PageWalker walker, ref Exit exit)
    {
        var kind = AccessKind.Read | (cpu->Cpl == 3 ? AccessKind.User : 0);
        if (walker.Walk(cpu->Rsp, kind, out var translated, out var fault) && memory.TryRead(translated.Physical, out ulong target))
        {
            cpu->Rip = target;
            cpu->Rsp += 8;
            return true;
        }
        exit = new Exit
        {
            Kind = ExitKind.Exception, Vector = ExceptionVector.PF, HasErrorCode = true, ErrorCode = fault.ErrorCode, Address = fault.Address,
        };
        return false;
    }
}
