// apply: document
using System.Runtime.InteropServices;
using Hyperweave.Guest;

static class Native
{
    [DllImport("Mosa.Compiler.x86.Intrinsic::CpuIdEBX")] public static extern uint CpuIdEBX(uint eax, uint ecx);
    [DllImport("Mosa.Compiler.x86.Intrinsic::Hlt")] public static extern void Hlt();
}

static class Features
{
    public static uint Extended()
    {
        Cpu.Hlt();
        return Cpu.Cpuid(7, 0).Ebx;
    }
}
