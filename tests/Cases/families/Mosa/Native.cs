using System.Runtime.InteropServices;

namespace Families.Mosa;

/// <summary>The compiler's intrinsics: the module's name says which, and 32-bit words are all it knows.</summary>
internal static class Native
{
    [DllImport("Mosa.Compiler.x86.Intrinsic::In8")] public static extern byte In8(ushort address);
    [DllImport("Mosa.Compiler.x86.Intrinsic::In16")] public static extern ushort In16(ushort address);
    [DllImport("Mosa.Compiler.x86.Intrinsic::In32")] public static extern uint In32(ushort address);
    [DllImport("Mosa.Compiler.x86.Intrinsic::Out8")] public static extern void Out8(ushort address, byte value);
    [DllImport("Mosa.Compiler.x86.Intrinsic::Out16")] public static extern void Out16(ushort address, ushort value);
    [DllImport("Mosa.Compiler.x86.Intrinsic::Out32")] public static extern void Out32(ushort address, uint value);
    [DllImport("Mosa.Compiler.x86.Intrinsic::Cli")] public static extern void Cli();
    [DllImport("Mosa.Compiler.x86.Intrinsic::Sti")] public static extern void Sti();
    [DllImport("Mosa.Compiler.x86.Intrinsic::Hlt")] public static extern void Hlt();
    [DllImport("Mosa.Compiler.x86.Intrinsic::Pause")] public static extern void Pause();
    [DllImport("Mosa.Compiler.x86.Intrinsic::GetCR0")] public static extern uint GetCR0();
    [DllImport("Mosa.Compiler.x86.Intrinsic::SetCR0")] public static extern void SetCR0(uint value);
    [DllImport("Mosa.Compiler.x86.Intrinsic::GetCR2")] public static extern uint GetCR2();
    [DllImport("Mosa.Compiler.x86.Intrinsic::GetCR3")] public static extern uint GetCR3();
    [DllImport("Mosa.Compiler.x86.Intrinsic::SetCR3")] public static extern void SetCR3(uint value);
    [DllImport("Mosa.Compiler.x86.Intrinsic::GetCR4")] public static extern uint GetCR4();
    [DllImport("Mosa.Compiler.x86.Intrinsic::SetCR4")] public static extern void SetCR4(uint value);
    [DllImport("Mosa.Compiler.x86.Intrinsic::Invlpg")] public static extern void Invlpg(uint address);
    [DllImport("Mosa.Compiler.x86.Intrinsic::RdMSR")] public static extern ulong RdMSR(uint register);
    [DllImport("Mosa.Compiler.x86.Intrinsic::WrMSR")] public static extern void WrMSR(uint register, ulong value);
    [DllImport("Mosa.Compiler.x86.Intrinsic::CpuIdEAX")] public static extern uint CpuIdEAX(uint function, uint subfunction);
    [DllImport("Mosa.Compiler.x86.Intrinsic::CpuIdEDX")] public static extern uint CpuIdEDX(uint function, uint subfunction);
}
