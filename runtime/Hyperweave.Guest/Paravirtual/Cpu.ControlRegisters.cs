using System.Runtime.CompilerServices;
using Hyperweave.Abi;

namespace Hyperweave.Guest.Paravirtual;

/// <content>Control registers, extended ones too, and address translation.</content>
public static unsafe partial class Cpu
{
    private const ulong TaskSwitched = 1 << 3;
    // XCR0 bits 0 and 1: what a trap frame saves.
    private const ulong X87AndSse = 3;

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

    private static ulong ReadControl(uint number) => (ulong)Shared.Call(Hypercall.ReadControl, number);

    private static void WriteControl(uint number, ulong value) => Require(Shared.Call(Hypercall.WriteControl, number, value));

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
}
