using System.Runtime.InteropServices;

namespace Hyperweave.Vmm;

/// <summary>
/// The architectural state of the one virtual processor, in unmanaged memory so that generated code reaches it at fixed
/// offsets from GS. What a guest could observe stands here, in Intel's names; what an engine keeps for itself does not.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 0x1000)]
public unsafe struct CpuState
{
    /// <summary>RAX, RCX, RDX, RBX, RSP, RBP, RSI, RDI, R8–R15: the order of their encoding.</summary>
    [FieldOffset(0x000)] public fixed ulong Gpr[16];
    [FieldOffset(0x000)] public ulong Rax;
    [FieldOffset(0x008)] public ulong Rcx;
    [FieldOffset(0x010)] public ulong Rdx;
    [FieldOffset(0x018)] public ulong Rbx;
    [FieldOffset(0x020)] public ulong Rsp;
    [FieldOffset(0x028)] public ulong Rbp;
    [FieldOffset(0x030)] public ulong Rsi;
    [FieldOffset(0x038)] public ulong Rdi;
    [FieldOffset(0x040)] public ulong R8;
    [FieldOffset(0x048)] public ulong R9;
    [FieldOffset(0x050)] public ulong R10;
    [FieldOffset(0x058)] public ulong R11;
    [FieldOffset(0x060)] public ulong R12;
    [FieldOffset(0x068)] public ulong R13;
    [FieldOffset(0x070)] public ulong R14;
    [FieldOffset(0x078)] public ulong R15;
    [FieldOffset(0x080)] public ulong Rip;
    /// <summary>RFLAGS except IF, which stands in <see cref="InterruptFlag"/> so that CLI and STI are one store.</summary>
    [FieldOffset(0x088)] public ulong Rflags;
    /// <summary>RFLAGS.IF: 0 or 1.</summary>
    [FieldOffset(0x090)] public ulong InterruptFlag;
    /// <summary>Non-zero for the one instruction after STI or MOV SS: see <see cref="Vmm.InterruptShadow"/>.</summary>
    [FieldOffset(0x098)] public ulong InterruptShadow;
    /// <summary>Current privilege level, 0 or 3.</summary>
    [FieldOffset(0x0A0)] public ulong Cpl;
    /// <summary>Non-zero from the delivery of an NMI to the next IRET (Intel SDM 3A 6.7.1).</summary>
    [FieldOffset(0x0A8)] public ulong NmiBlocked;

    [FieldOffset(0x0B0)] public ulong Cr0;
    [FieldOffset(0x0B8)] public ulong Cr2;
    [FieldOffset(0x0C0)] public ulong Cr3;
    [FieldOffset(0x0C8)] public ulong Cr4;
    [FieldOffset(0x0D0)] public ulong Cr8;
    [FieldOffset(0x0D8)] public ulong Xcr0;
    [FieldOffset(0x0E0)] public ulong Efer;
    [FieldOffset(0x0E8)] public ulong Star;
    [FieldOffset(0x0F0)] public ulong Lstar;
    [FieldOffset(0x0F8)] public ulong Cstar;
    [FieldOffset(0x100)] public ulong Fmask;
    [FieldOffset(0x108)] public ulong KernelGsBase;
    [FieldOffset(0x110)] public ulong TscAux;
    [FieldOffset(0x118)] public ulong TscOffset;
    [FieldOffset(0x120)] public ulong ApicBase;
    [FieldOffset(0x128)] public ulong Pat;
    [FieldOffset(0x130)] public ulong SysenterCs;
    [FieldOffset(0x138)] public ulong SysenterEsp;
    [FieldOffset(0x140)] public ulong SysenterEip;
    [FieldOffset(0x148)] public fixed ulong Dr[8];

    [FieldOffset(0x188)] public ulong TscAdjust;
    [FieldOffset(0x190)] public DescriptorTable Gdtr;
    [FieldOffset(0x1A0)] public DescriptorTable Idtr;
    [FieldOffset(0x1B0)] public Segment Es;
    [FieldOffset(0x1C8)] public Segment Cs;
    [FieldOffset(0x1E0)] public Segment Ss;
    [FieldOffset(0x1F8)] public Segment Ds;
    [FieldOffset(0x210)] public Segment Fs;
    [FieldOffset(0x228)] public Segment Gs;
    [FieldOffset(0x240)] public Segment Ldtr;
    [FieldOffset(0x258)] public Segment Tr;
    /// <summary>
    /// Debug traps of the instruction that has just ended, as bits of DR6 (Intel SDM 3C 24.4.2); BS also while an instruction that
    /// began with RFLAGS.TF set is still under way.
    /// </summary>
    [FieldOffset(0x270)] public ulong PendingDebug;

    /// <summary>x87, MMX and SSE state in the format of FXSAVE64 (Intel SDM 1 10.5.1): 512 bytes, 16-byte aligned.</summary>
    [FieldOffset(0x400)] public fixed byte Fxsave[512];
    /// <summary>Upper halves of YMM0–YMM15, 16 bytes each.</summary>
    [FieldOffset(0x600)] public fixed byte YmmHigh[256];

    /// <summary>RFLAGS as the guest sees it.</summary>
    public ulong FullRflags
    {
        readonly get => Rflags & ~0x200UL | InterruptFlag << 9 | 2;
        set { Rflags = value & ~0x200UL | 2; InterruptFlag = value >> 9 & 1; }
    }
}

/// <summary>GDTR or IDTR: 16 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct DescriptorTable
{
    public ulong Base;
    public ulong Limit;
}

/// <summary>A segment register with its hidden part: 24 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct Segment
{
    public ulong Base;
    /// <summary>In bytes, after granularity.</summary>
    public uint Limit;
    /// <summary>Bits 8–23 of the descriptor's second word: type, S, DPL, P, AVL, L, D/B, G (Intel SDM 3A 3.4.5).</summary>
    public uint Attributes;
    public ushort Selector;

    /// <summary>The null SS that long mode loads on a change of level: present, writable, 32-bit.</summary>
    public static Segment NullStack(int level) => new() { Selector = (ushort)level, Attributes = 0xC0_9300 };
}
