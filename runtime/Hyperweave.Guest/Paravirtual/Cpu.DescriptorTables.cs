using Hyperweave.Abi;

namespace Hyperweave.Guest.Paravirtual;

/// <content>Descriptor tables, selectors and segments.</content>
public static unsafe partial class Cpu
{
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

    private static void LoadRegister(SystemRegister register, ulong value) =>
        Require(Shared.Call(Hypercall.LoadSystemRegister, (ulong)register, value));

    private static ulong StoreRegister(SystemRegister register)
    {
        ulong value = 0;
        Require(Shared.Call(Hypercall.StoreSystemRegister, (ulong)register, (ulong)&value));
        return value;
    }
}
