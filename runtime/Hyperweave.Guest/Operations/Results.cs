using System.Runtime.InteropServices;

namespace Hyperweave.Guest;

/// <summary>Whether interrupts were enabled when <see cref="Cpu.SaveAndDisable"/> was called.</summary>
public readonly struct InterruptState(bool wasEnabled)
{
    /// <summary>RFLAGS.IF as it was.</summary>
    public bool WasEnabled { get; } = wasEnabled;
}

/// <summary>The four registers that CPUID returns (Intel SDM 2A, CPUID).</summary>
public readonly record struct CpuidResult(uint Eax, uint Ebx, uint Ecx, uint Edx);

/// <summary>The operand of LGDT, LIDT, SGDT and SIDT: ten bytes (Intel SDM 3A 3.5.1).</summary>
[StructLayout(LayoutKind.Sequential, Pack = 2)]
public struct DescriptorTablePointer
{
    /// <summary>Size of the table in bytes, less one.</summary>
    public ushort Limit;

    /// <summary>Linear address of the table.</summary>
    public ulong Base;
}
