using System.Runtime.InteropServices;

namespace Families.Moos;

/// <summary>The native side: one class of externs that are named as their symbols.</summary>
internal static unsafe class Native
{
    [DllImport("*")] public static extern byte In8(uint port);
    [DllImport("*")] public static extern ushort In16(uint port);
    [DllImport("*")] public static extern uint In32(uint port);
    [DllImport("*")] public static extern void Out8(uint port, byte value);
    [DllImport("*")] public static extern void Out16(uint port, ushort value);
    [DllImport("*")] public static extern void Out32(uint port, uint value);
    [DllImport("*")] public static extern void Outsb(uint port, byte* data, ulong count);
    [DllImport("*")] public static extern void Insb(uint port, byte* data, ulong count);
    [DllImport("*")] public static extern void Cli();
    [DllImport("*")] public static extern void Sti();
    [DllImport("*")] public static extern void Hlt();
    [DllImport("*")] public static extern void _pause();
    [DllImport("*")] public static extern ulong ReadCR2();
    [DllImport("*")] public static extern void WriteCR3(ulong value);
    [DllImport("*")] public static extern void Invlpg(ulong address);
    [DllImport("*")] public static extern ulong Rdmsr(ulong index);
    [DllImport("*")] public static extern void Wrmsr(ulong index, ulong value);
    [DllImport("*")] public static extern void Load_IDT(ref DescriptorTable table);
}

[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct DescriptorTable
{
    public ushort Limit;
    public ulong Base;
}
