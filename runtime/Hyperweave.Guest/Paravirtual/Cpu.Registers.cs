using System.Runtime.CompilerServices;
using Hyperweave.Abi;

namespace Hyperweave.Guest.Paravirtual;

/// <content>Model-specific registers, identity and time.</content>
public static unsafe partial class Cpu
{
    private const uint GsBase = 0xC000_0101;
    private const uint KernelGsBase = 0xC000_0102;

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
}
