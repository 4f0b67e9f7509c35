using System.Runtime.CompilerServices;

namespace Hyperweave.Guest;

/// <summary>
/// The processor's privileged and sensitive instructions, by Intel's mnemonics. On bare metal each is that instruction;
/// in a paravirtual image the rewriter puts the class of that name in the namespace Paravirtual in its place. In a hosted process the
/// operations that need ring 0 throw <see cref="PlatformNotSupportedException"/>.
/// </summary>
[NativeForm]
public static unsafe class Cpu
{
    private const ulong InterruptFlag = 1 << 9;

    /// <summary>CLI: disables maskable interrupts.</summary>
    public static void Cli() => Native.Cli();

    /// <summary>STI: enables maskable interrupts after the next instruction.</summary>
    public static void Sti() => Native.Sti();

    /// <summary>HLT: stops until an interrupt; for ever when they are disabled.</summary>
    public static void Hlt() => Native.Hlt();

    /// <summary>STI; HLT with nothing between them, so that an interrupt cannot slip in before the halt (Intel SDM 2B, STI).</summary>
    public static void StiHlt() => Native.StiHlt();

    /// <summary>PAUSE: a hint that this is a loop which waits.</summary>
    public static void Pause() => Native.Pause();

    /// <summary>Disables interrupts and tells whether they were enabled; give the answer to <see cref="Restore"/>.</summary>
    public static InterruptState SaveAndDisable()
    {
        var enabled = InterruptsEnabled();
        Native.Cli();
        return new InterruptState(enabled);
    }

    /// <summary>Enables interrupts if they were enabled at <see cref="SaveAndDisable"/>.</summary>
    public static void Restore(InterruptState state)
    {
        if (state.WasEnabled)
            Native.Sti();
    }

    /// <summary>RFLAGS.IF, read with PUSHF.</summary>
    public static bool InterruptsEnabled() => (Native.Pushf() & InterruptFlag) != 0;

    /// <summary>PUSHFQ: RFLAGS (Intel SDM 1 3.4.3).</summary>
    public static ulong Pushf() => Native.Pushf();

    /// <summary>POPFQ: loads RFLAGS.</summary>
    public static void Popf(ulong flags) => Native.Popf(flags);

    /// <summary>CR0: protection, paging, write protect, FPU (Intel SDM 3A 2.5).</summary>
    public static ulong ReadCr0() => Native.ReadCr0();

    /// <summary>CR2: the linear address of the last page fault.</summary>
    public static ulong ReadCr2() => Native.ReadCr2();

    /// <summary>CR3: physical address of the PML4 in bits 12–51, PCID or cache bits below.</summary>
    public static ulong ReadCr3() => Native.ReadCr3();

    /// <summary>CR4: processor extensions.</summary>
    public static ulong ReadCr4() => Native.ReadCr4();

    /// <summary>CR8: the task priority, 0 to 15 (Intel SDM 3A 11.8.6).</summary>
    public static ulong ReadCr8() => Native.ReadCr8();

    /// <summary>Writes CR0; #GP on reserved or contradictory bits.</summary>
    public static void WriteCr0(ulong value) => Native.WriteCr0(value);

    /// <summary>Writes CR2.</summary>
    public static void WriteCr2(ulong value) => Native.WriteCr2(value);

    /// <summary>Writes CR3: switches the address space and forgets its non-global translations.</summary>
    public static void WriteCr3(ulong value) => Native.WriteCr3(value);

    /// <summary>Writes CR4; #GP on reserved bits.</summary>
    public static void WriteCr4(ulong value) => Native.WriteCr4(value);

    /// <summary>Writes CR8, 0 to 15.</summary>
    public static void WriteCr8(ulong value) => Native.WriteCr8(value);

    /// <summary>INVLPG: forgets the translation of the page that holds the address.</summary>
    public static void Invlpg(ulong address) => Native.Invlpg(address);

    /// <summary>CLTS: clears CR0.TS.</summary>
    public static void Clts() => Native.Clts();

    /// <summary>WBINVD: writes back and empties the caches.</summary>
    public static void Wbinvd() => Native.Wbinvd();

    /// <summary>RDMSR; #GP when the processor has no such register (Intel SDM 4).</summary>
    public static ulong Rdmsr(uint register) => Native.Rdmsr(register);

    /// <summary>WRMSR; #GP on an unknown register or a reserved bit.</summary>
    public static void Wrmsr(uint register, ulong value) => Native.Wrmsr(register, value);

    /// <summary>CPUID of a leaf and, where it has them, subleaf.</summary>
    public static CpuidResult Cpuid(uint leaf, uint subleaf)
    {
        var registers = stackalloc uint[4];
        Native.Cpuid(leaf, subleaf, registers);
        return new CpuidResult(registers[0], registers[1], registers[2], registers[3]);
    }

    /// <summary>RDTSC: the time-stamp counter, in its own ticks.</summary>
    public static ulong Rdtsc() => Native.Rdtsc();

    /// <summary>RDTSCP: the time-stamp counter after all earlier loads, and IA32_TSC_AUX.</summary>
    public static ulong Rdtscp(out uint aux)
    {
        uint value;
        var counter = Native.Rdtscp(&value);
        aux = value;
        return counter;
    }

    /// <summary>XGETBV: an extended control register; 0 is XCR0. #UD unless CR4.OSXSAVE.</summary>
    public static ulong Xgetbv(uint register) => Native.Xgetbv(register);

    /// <summary>XSETBV: writes an extended control register.</summary>
    public static void Xsetbv(uint register, ulong value) => Native.Xsetbv(register, value);

    /// <summary>SWAPGS: exchanges GS.base with IA32_KERNEL_GS_BASE.</summary>
    public static void Swapgs() => Native.Swapgs();

    /// <summary>LGDT. The table stays in use: it must not move.</summary>
    public static void Lgdt(DescriptorTablePointer pointer) => Native.Lgdt(&pointer);

    /// <summary>LIDT. The table stays in use: it must not move.</summary>
    public static void Lidt(DescriptorTablePointer pointer) => Native.Lidt(&pointer);

    /// <summary>LLDT: the selector of the local descriptor table, 0 for none.</summary>
    public static void Lldt(ushort selector) => Native.Lldt(selector);

    /// <summary>LTR: the selector of an available TSS, which becomes busy.</summary>
    public static void Ltr(ushort selector) => Native.Ltr(selector);

    /// <summary>SGDT.</summary>
    public static DescriptorTablePointer Sgdt()
    {
        DescriptorTablePointer pointer;
        Native.Sgdt(&pointer);
        return pointer;
    }

    /// <summary>SIDT.</summary>
    public static DescriptorTablePointer Sidt()
    {
        DescriptorTablePointer pointer;
        Native.Sidt(&pointer);
        return pointer;
    }

    /// <summary>SLDT: the selector of the local descriptor table.</summary>
    public static ushort Sldt() => (ushort)Native.Sldt();

    /// <summary>STR: the selector of the task register.</summary>
    public static ushort Str() => (ushort)Native.Str();

    /// <summary>SMSW: the low 16 bits of CR0.</summary>
    public static ushort Smsw() => (ushort)Native.Smsw();

    /// <summary>Loads CS with a far return, DS, ES and SS with the data selector, FS and GS with 0.</summary>
    public static void LoadSegments(ushort code, ushort data) => Native.LoadSegments(code, data);
}
