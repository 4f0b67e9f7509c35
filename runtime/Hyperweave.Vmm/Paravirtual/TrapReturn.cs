using Hyperweave.Vmm.Delivery;
using Hyperweave.Vmm.GuestMemory;

namespace Hyperweave.Vmm.Paravirtual;

/// <summary>The two ways through the hypercall page that change the level: back from a trap, and in by a system call.</summary>
internal sealed unsafe class TrapReturn(CpuState* cpu, GuestVirtualMemory memory, TrapDelivery delivery, SharedPageView shared)
{
    /// <summary>What IRET from ring 0 loads and this VMM honours: the arithmetic flags, NT, AC, ID. IF goes to the shared mask.</summary>
    private const ulong LoadedFlags = Rflags.CF | Rflags.PF | Rflags.AF | Rflags.ZF | Rflags.SF | Rflags.DF | Rflags.OF
        | Rflags.NT | Rflags.AC | Rflags.ID | Rflags.RF;

    /// <summary>Where system calls enter the kernel; 0 until the guest has said.</summary>
    public ulong SystemCallEntry { get; set; }

    /// <summary>Returns by the five words at RSP (Intel SDM 2A, IRET in 64-bit mode).</summary>
    /// <exception cref="GuestFaultException">#GP for a frame that IRETQ would refuse, #PF; nothing has changed.</exception>
    public void Return()
    {
        if (cpu->Cpl != 0) throw GuestFaultException.GeneralProtection();
        Span<byte> bytes = stackalloc byte[5 * 8];
        memory.Read(cpu->Rsp, bytes, AccessKind.Read);
        var frame = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ulong>(bytes);
        var (rip, code, flags, stack, data) = (frame[0], (ushort)frame[1], frame[2], frame[3], (ushort)frame[4]);
        int level = code & 3;
        bool sound = level is 0 or 3 && (code & ~3) != 0 && ProcessorMode.IsCanonical(rip) && (level == 0 || (data & 3) == 3);
        if (!sound) throw GuestFaultException.GeneralProtection(code & ~3u);
        (cpu->Rip, cpu->Rsp) = (rip, stack);
        (cpu->Cs.Selector, cpu->Ss.Selector) = (code, data);
        cpu->Rflags = flags & LoadedFlags | Rflags.Fixed;
        delivery.SetLevel((ulong)level);
        shared.IsMasked = (flags & Rflags.IF) == 0;
    }

    /// <summary>Enters the kernel with the caller's registers; RIP and RSP are where the caller goes on.</summary>
    /// <exception cref="GuestFaultException">#UD while the guest has given no entry, as SYSCALL without EFER.SCE; #TS without a kernel stack.</exception>
    public void SystemCall()
    {
        if (SystemCallEntry == 0) throw GuestFaultException.InvalidOpcode();
        ulong stack = cpu->Cpl == 0 ? cpu->Rsp : delivery.KernelStack;
        if (stack == 0) throw GuestFaultException.InvalidTss(0);
        delivery.PushFrame(stack & ~15UL, null, delivery.GuestFlags);
        delivery.EnterKernel(KernelCode, SystemCallEntry, masked: true);
    }

    /// <summary>The selector that a kernel of this interface has as CS before it says another (see docs/hypercalls.md).</summary>
    public const ushort KernelCode = 0x08, KernelData = 0x10;
}
