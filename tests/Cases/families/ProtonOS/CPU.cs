using System.Runtime.InteropServices;

namespace Families.ProtonOS;

/// <summary>The processor: private externs named as assemblers name them, behind methods that the kernel calls.</summary>
internal static unsafe partial class CPU
{
    [DllImport("*", CallingConvention = CallingConvention.Cdecl)] private static extern void cli();
    [DllImport("*", CallingConvention = CallingConvention.Cdecl)] private static extern void sti();
    [DllImport("*", CallingConvention = CallingConvention.Cdecl)] private static extern void hlt();
    [DllImport("*", CallingConvention = CallingConvention.Cdecl)] private static extern void pause();
    [DllImport("*", CallingConvention = CallingConvention.Cdecl)] private static extern ulong read_cr0();
    [DllImport("*", CallingConvention = CallingConvention.Cdecl)] private static extern ulong read_cr3();
    [DllImport("*", CallingConvention = CallingConvention.Cdecl)] private static extern void write_cr3(ulong value);
    [DllImport("*", CallingConvention = CallingConvention.Cdecl)] private static extern ulong read_cr4();
    [DllImport("*", CallingConvention = CallingConvention.Cdecl)] private static extern void outb(ushort port, byte value);
    [DllImport("*", CallingConvention = CallingConvention.Cdecl)] private static extern void outw(ushort port, ushort value);
    [DllImport("*", CallingConvention = CallingConvention.Cdecl)] private static extern void outd(ushort port, uint value);
    [DllImport("*", CallingConvention = CallingConvention.Cdecl)] private static extern byte inb(ushort port);
    [DllImport("*", CallingConvention = CallingConvention.Cdecl)] private static extern ushort inw(ushort port);
    [DllImport("*", CallingConvention = CallingConvention.Cdecl)] private static extern uint ind(ushort port);
    [DllImport("*", CallingConvention = CallingConvention.Cdecl)] private static extern void cpuid_ex(uint leaf, uint subleaf, uint* eax, uint* ebx, uint* ecx, uint* edx);
    [DllImport("*", CallingConvention = CallingConvention.Cdecl)] private static extern void lidt(void* table);
    [DllImport("*", CallingConvention = CallingConvention.Cdecl)] private static extern void invlpg(ulong address);
    [DllImport("*", CallingConvention = CallingConvention.Cdecl)] private static extern ulong rdmsr(uint register);
    [DllImport("*", CallingConvention = CallingConvention.Cdecl)] private static extern void wrmsr(uint register, ulong value);
    [DllImport("*", CallingConvention = CallingConvention.Cdecl)] private static extern ulong rdtsc_native();
    [DllImport("*", CallingConvention = CallingConvention.Cdecl)] private static extern ulong read_flags();
    [DllImport("*", CallingConvention = CallingConvention.Cdecl)] private static extern void restore_flags(ulong flags);

    public static ulong Cr0 => read_cr0(); // -> read-cr0

    public static ulong Cr4 => read_cr4(); // -> read-cr4

    public static ulong Cr3
    {
        get => read_cr3(); // -> read-cr3
        set => write_cr3(value); // -> write-cr3
    }

    public static ulong Timestamp => rdtsc_native(); // -> rdtsc

    public static void DisableInterrupts() => cli(); // -> cli

    public static void EnableInterrupts() => sti(); // -> sti

    public static void HaltForever()
    {
        while (true) hlt(); // -> hlt
    }

    public static void Relax() => pause(); // -> pause

    public static ulong Flags
    {
        get => read_flags(); // -> pushf
        set => restore_flags(value); // -> popf
    }

    // Overloads by the width of the value, and generic math over them.
    public static void Out(ushort port, byte value) => outb(port, value); // -> out8

    public static void Out(ushort port, ushort value) => outw(port, value); // -> out16

    public static void Out(ushort port, uint value) => outd(port, value); // -> out32

    public static T In<T>(ushort port) where T : unmanaged
    {
        if (typeof(T) == typeof(byte))
            return As<byte, T>(inb(port)); // -> in8
        return typeof(T) == typeof(ushort) ? As<ushort, T>(inw(port)) : As<uint, T>(ind(port)); // -> in16 in32

        static TTo As<TFrom, TTo>(TFrom value) where TFrom : unmanaged where TTo : unmanaged => *(TTo*)&value;
    }

    public static void FlushPage(ulong address) => invlpg(address); // -> invlpg

    public static ref MsrAccess Msr(ref MsrAccess access)
    {
        if (access.IsWrite)
            wrmsr(access.Register, access.Value); // -> wrmsr
        else
            access.Value = rdmsr(access.Register); // -> rdmsr
        return ref access;
    }

    public static (uint Eax, uint Ebx, uint Ecx, uint Edx) Identify(uint leaf)
    {
        uint eax, ebx, ecx, edx;
        cpuid_ex(leaf, 0, &eax, &ebx, &ecx, &edx); // -> cpuid
        return (eax, ebx, ecx, edx);
    }

    public static void LoadTable(void* gates, ushort limit)
    {
        var table = stackalloc byte[10];
        *(ushort*)table = limit;
        *(ulong*)(table + 2) = (ulong)gates;
        lidt(table); // -> lidt
    }

    public static Action<ushort, byte> Writer => outb; // -> out8

    public static delegate*<ushort, byte> Reader => &inb; // -> in8
}

internal struct MsrAccess
{
    public uint Register;
    public ulong Value;
    public bool IsWrite;
}
