using System;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

// log: cli out:3f8:41 in:3fd outs:3f8:4142 cpuid:1:0 cpuid:7:0 cpuid:2:3 cpuid:4:0 rdmsr:c0000080 lidt:fff:123456 lidt:fff:123456 cli pause pause
public static unsafe class Kernel
{
    // MOOS
    [DllImport("*")] private static extern void Out8(uint port, byte value);
    [DllImport("*")] private static extern byte In8(uint port);
    [DllImport("*")] private static extern void Outsb(ushort port, byte* data, ulong count);
    [DllImport("*")] private static extern ulong Rdmsr(ulong index);
    [DllImport("*")] private static extern void Load_IDT(ref Pointer pointer);
    // ProtonOS
    [DllImport("*")] private static extern void cpuid_ex(uint leaf, uint subleaf, uint* eax, uint* ebx, uint* ecx, uint* edx);
    [DllImport("*")] private static extern void lidt(void* pointer);
    [DllImport("*")] private static extern void memset(void* destination, int value, ulong count);
    // Cosmos gen3
    [DllImport("*", EntryPoint = "_native_cpu_disable_interrupts")] private static extern void Disable();
    [DllImport("*", EntryPoint = "_native_cpu_cpuid")] private static extern void ReadCpuid(uint eax, uint ecx, Registers* result);
    // MOSA
    [DllImport("Mosa.Compiler.x86.Intrinsic::CpuIdECX")] private static extern uint CpuIdECX(uint eax, uint ecx);

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private struct Pointer
    {
        public ushort Limit;
        public ulong Base;
    }

    private struct Registers
    {
        public uint Eax, Ebx, Ecx, Edx;
    }

    public static void Main()
    {
        Disable(); // -> cli
        Out8(0x3F8, 0x41); // -> out8
        Check(In8(0x3FD) == 0x5A); // -> in8
        var text = stackalloc byte[] { 0x41, 0x42 };
        Outsb(0x3F8, text, 2); // -> outs8
        uint a, b, c, d;
        cpuid_ex(1, 0, &a, &b, &c, &d); // -> cpuid
        Check((a, b, c, d) == (11u, 22u, 33u, 44u));
        Registers registers;
        ReadCpuid(7, 0, &registers); // -> cpuid
        Check(registers.Ecx == 33);
        Check(CpuIdECX(2, 3) == 33); // -> cpuid
        Check(X86Base.CpuId(4, 0) == (11, 22, 33, 44)); // -> cpuid
        Check(Rdmsr(0xC000_0080) == 0x1_0000_0002); // -> rdmsr
        var pointer = new Pointer { Limit = 0xFFF, Base = 0x123456 };
        Load_IDT(ref pointer); // -> lidt
        lidt(&pointer); // -> lidt
        Action disable = Disable; // -> cli
        disable();
        X86Base.Pause(); // -> pause
        Action pause = X86Base.Pause; // -> pause
        pause();
    }

    private static void Check(bool condition)
    {
        if (!condition)
            throw new InvalidOperationException();
    }
}
