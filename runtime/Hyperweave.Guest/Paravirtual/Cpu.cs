using System.Runtime.CompilerServices;
using Hyperweave.Abi;

namespace Hyperweave.Guest.Paravirtual;

/// <summary>
/// The paravirtual forms of <see cref="Guest.Cpu"/>: under the VMM the shared page or a hypercall, else the native form,
/// so that one image runs in both places.
/// </summary>
[NativeForm]
public static unsafe class Cpu
{
    private const ulong InterruptFlag = 1 << 9;
    // Bit 1 of RFLAGS always reads as 1.
    private const ulong FixedFlags = 1 << 1;
    private const ulong TaskSwitched = 1 << 3;
    private const uint GsBase = 0xC000_0101;
    private const uint KernelGsBase = 0xC000_0102;
    // XCR0 bits 0 and 1: what a trap frame saves.
    private const ulong X87AndSse = 3;

    /// <inheritdoc cref="Guest.Cpu.Cli"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Cli()
    {
        if (Shared.Active)
            Shared.Mask();
        else
            Native.Cli();
    }

    /// <inheritdoc cref="Guest.Cpu.Sti"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Sti()
    {
        if (Shared.Active)
            Shared.Unmask();
        else
            Native.Sti();
    }

    /// <summary>HLT: halts until an event; while events are masked none can come, so that the machine powers off.</summary>
    public static void Hlt()
    {
        if (!Shared.Active)
            Native.Hlt();
        else if (Shared.Masked)
            Shared.Call(Hypercall.Shutdown, (ulong)ShutdownReason.PowerOff);
        else
            Shared.Call(Hypercall.Block);
    }

    /// <inheritdoc cref="Guest.Cpu.StiHlt"/>
    public static void StiHlt()
    {
        if (Shared.Active)
            Shared.Call(Hypercall.Block);
        else
            Native.StiHlt();
    }

    /// <summary>PAUSE: gives the processor to others.</summary>
    public static void Pause()
    {
        if (Shared.Active)
            Shared.Call(Hypercall.Yield);
        else
            Native.Pause();
    }

    /// <inheritdoc cref="Guest.Cpu.SaveAndDisable"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static InterruptState SaveAndDisable()
    {
        var enabled = InterruptsEnabled();
        Cli();
        return new InterruptState(enabled);
    }

    /// <inheritdoc cref="Guest.Cpu.Restore"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Restore(InterruptState state)
    {
        if (state.WasEnabled)
            Sti();
    }

    /// <inheritdoc cref="Guest.Cpu.InterruptsEnabled"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool InterruptsEnabled() => Shared.Active ? !Shared.Masked : (Native.Pushf() & InterruptFlag) != 0;

    /// <summary>RFLAGS with IF from the shared page; the arithmetic flags, which no call preserves, are 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Pushf()
    {
        if (!Shared.Active)
            return Native.Pushf();
        return Shared.Masked ? FixedFlags : FixedFlags | InterruptFlag;
    }

    /// <summary>Loads IF; the other flags of RFLAGS stay.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Popf(ulong flags)
    {
        if (!Shared.Active)
            Native.Popf(flags);
        else if ((flags & InterruptFlag) != 0)
            Shared.Unmask();
        else
            Shared.Mask();
    }

    /// <inheritdoc cref="Guest.Cpu.ReadCr0"/>
    public static ulong ReadCr0() => Shared.Active ? ReadControl(0) : Native.ReadCr0();

    /// <inheritdoc cref="Guest.Cpu.ReadCr2"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong ReadCr2() => Shared.Active ? Shared.Cr2 : Native.ReadCr2();

    /// <inheritdoc cref="Guest.Cpu.ReadCr3"/>
    public static ulong ReadCr3() => Shared.Active ? ReadControl(3) : Native.ReadCr3();

    /// <inheritdoc cref="Guest.Cpu.ReadCr4"/>
    public static ulong ReadCr4() => Shared.Active ? ReadControl(4) : Native.ReadCr4();

    /// <inheritdoc cref="Guest.Cpu.ReadCr8"/>
    public static ulong ReadCr8() => Shared.Active ? ReadControl(8) : Native.ReadCr8();

    /// <inheritdoc cref="Guest.Cpu.WriteCr0"/>
    public static void WriteCr0(ulong value)
    {
        if (Shared.Active)
            WriteControl(0, value);
        else
            Native.WriteCr0(value);
    }

    /// <inheritdoc cref="Guest.Cpu.WriteCr2"/>
    public static void WriteCr2(ulong value)
    {
        if (Shared.Active)
            Shared.Cr2 = value;
        else
            Native.WriteCr2(value);
    }

    /// <inheritdoc cref="Guest.Cpu.WriteCr3"/>
    public static void WriteCr3(ulong value)
    {
        if (Shared.Active)
            Require(Shared.Call(Hypercall.SwitchSpace, value));
        else
            Native.WriteCr3(value);
    }

    /// <inheritdoc cref="Guest.Cpu.WriteCr4"/>
    public static void WriteCr4(ulong value)
    {
        if (Shared.Active)
            WriteControl(4, value);
        else
            Native.WriteCr4(value);
    }

    /// <inheritdoc cref="Guest.Cpu.WriteCr8"/>
    public static void WriteCr8(ulong value)
    {
        if (Shared.Active)
            WriteControl(8, value);
        else
            Native.WriteCr8(value);
    }

    /// <inheritdoc cref="Guest.Cpu.Invlpg"/>
    public static void Invlpg(ulong address)
    {
        if (Shared.Active)
            Shared.Call(Hypercall.FlushPage, address);
        else
            Native.Invlpg(address);
    }

    /// <inheritdoc cref="Guest.Cpu.Clts"/>
    public static void Clts()
    {
        if (Shared.Active)
            WriteControl(0, ReadControl(0) & ~TaskSwitched);
        else
            Native.Clts();
    }

    /// <summary>WBINVD: nothing to do under the VMM, whose devices see memory as the caches do.</summary>
    public static void Wbinvd()
    {
        if (!Shared.Active)
            Native.Wbinvd();
    }

    /// <inheritdoc cref="Guest.Cpu.Rdmsr"/>
    public static ulong Rdmsr(uint register)
    {
        if (!Shared.Active)
            return Native.Rdmsr(register);
        ulong value;
        Require(Shared.Call(Hypercall.ReadMsr, register, (ulong)&value));
        return value;
    }

    /// <inheritdoc cref="Guest.Cpu.Wrmsr"/>
    public static void Wrmsr(uint register, ulong value)
    {
        if (Shared.Active)
            Require(Shared.Call(Hypercall.WriteMsr, register, value));
        else
            Native.Wrmsr(register, value);
    }

    /// <inheritdoc cref="Guest.Cpu.Cpuid"/>
    public static CpuidResult Cpuid(uint leaf, uint subleaf)
    {
        var registers = stackalloc uint[4];
        if (Shared.Active)
            Require(Shared.Call(Hypercall.Cpuid, leaf, subleaf, (ulong)registers));
        else
            Native.Cpuid(leaf, subleaf, registers);
        return new CpuidResult(registers[0], registers[1], registers[2], registers[3]);
    }

    /// <inheritdoc cref="Guest.Cpu.Rdtsc"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Rdtsc() => Shared.Active ? Native.HypercallRdtsc() : Native.Rdtsc();

    /// <summary>RDTSCP: the time-stamp counter; there is one processor, number 0.</summary>
    public static ulong Rdtscp(out uint aux)
    {
        uint value = 0;
        var counter = Shared.Active ? Native.HypercallRdtsc() : Native.Rdtscp(&value);
        aux = value;
        return counter;
    }

    /// <summary>XGETBV: under the VMM XCR0 is x87 and SSE, what a trap frame saves; no other register exists.</summary>
    public static ulong Xgetbv(uint register)
    {
        if (!Shared.Active)
            return Native.Xgetbv(register);
        Require(register == 0 ? 0 : HypercallError.EINVAL);
        return X87AndSse;
    }

    /// <summary>XSETBV: under the VMM XCR0 may be set to what it is.</summary>
    public static void Xsetbv(uint register, ulong value)
    {
        if (Shared.Active)
            Require(register == 0 && value == X87AndSse ? 0 : HypercallError.EINVAL);
        else
            Native.Xsetbv(register, value);
    }

    /// <inheritdoc cref="Guest.Cpu.Swapgs"/>
    public static void Swapgs()
    {
        if (!Shared.Active)
        {
            Native.Swapgs();
            return;
        }
        var current = Rdmsr(GsBase);
        Wrmsr(GsBase, Rdmsr(KernelGsBase));
        Wrmsr(KernelGsBase, current);
    }

    /// <inheritdoc cref="Guest.Cpu.Lgdt"/>
    public static void Lgdt(DescriptorTablePointer pointer)
    {
        if (Shared.Active)
            LoadRegister(SystemRegister.Gdtr, (ulong)&pointer);
        else
            Native.Lgdt(&pointer);
    }

    /// <summary>LIDT: names the trap table.</summary>
    public static void Lidt(DescriptorTablePointer pointer)
    {
        if (Shared.Active)
            Require(Shared.Call(Hypercall.SetTrapTable, pointer.Base, pointer.Limit));
        else
            Native.Lidt(&pointer);
    }

    /// <inheritdoc cref="Guest.Cpu.Lldt"/>
    public static void Lldt(ushort selector)
    {
        if (Shared.Active)
            LoadRegister(SystemRegister.Ldtr, selector);
        else
            Native.Lldt(selector);
    }

    /// <inheritdoc cref="Guest.Cpu.Ltr"/>
    public static void Ltr(ushort selector)
    {
        if (Shared.Active)
            LoadRegister(SystemRegister.Tr, selector);
        else
            Native.Ltr(selector);
    }

    /// <inheritdoc cref="Guest.Cpu.Sgdt"/>
    public static DescriptorTablePointer Sgdt()
    {
        DescriptorTablePointer pointer;
        if (Shared.Active)
            Require(Shared.Call(Hypercall.StoreSystemRegister, (ulong)SystemRegister.Gdtr, (ulong)&pointer));
        else
            Native.Sgdt(&pointer);
        return pointer;
    }

    /// <inheritdoc cref="Guest.Cpu.Sidt"/>
    public static DescriptorTablePointer Sidt()
    {
        DescriptorTablePointer pointer;
        if (Shared.Active)
            Require(Shared.Call(Hypercall.StoreSystemRegister, (ulong)SystemRegister.Idtr, (ulong)&pointer));
        else
            Native.Sidt(&pointer);
        return pointer;
    }

    /// <inheritdoc cref="Guest.Cpu.Sldt"/>
    public static ushort Sldt() => Shared.Active ? (ushort)StoreRegister(SystemRegister.Ldtr) : (ushort)Native.Sldt();

    /// <inheritdoc cref="Guest.Cpu.Str"/>
    public static ushort Str() => Shared.Active ? (ushort)StoreRegister(SystemRegister.Tr) : (ushort)Native.Str();

    /// <inheritdoc cref="Guest.Cpu.Smsw"/>
    public static ushort Smsw() => Shared.Active ? (ushort)StoreRegister(SystemRegister.Msw) : (ushort)Native.Smsw();

    /// <summary>Loads the segment registers; the VMM keeps its own in them, so that there is nothing to do.</summary>
    public static void LoadSegments(ushort code, ushort data)
    {
        if (!Shared.Active)
            Native.LoadSegments(code, data);
    }

    private static ulong ReadControl(uint number) => (ulong)Shared.Call(Hypercall.ReadControl, number);

    private static void WriteControl(uint number, ulong value) => Require(Shared.Call(Hypercall.WriteControl, number, value));

    private static void LoadRegister(SystemRegister register, ulong value) =>
        Require(Shared.Call(Hypercall.LoadSystemRegister, (ulong)register, value));

    private static ulong StoreRegister(SystemRegister register)
    {
        ulong value = 0;
        Require(Shared.Call(Hypercall.StoreSystemRegister, (ulong)register, (ulong)&value));
        return value;
    }

    // Where the instruction would raise #GP, which kernel code sees as this exception too.
    private static void Require(long result)
    {
        if (result < 0)
            throw new InvalidOperationException("The hypervisor refused a privileged operation.");
    }
}
