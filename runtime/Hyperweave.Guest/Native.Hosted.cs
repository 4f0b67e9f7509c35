using System.Runtime.CompilerServices;

namespace Hyperweave.Guest;

/// <summary>
/// The native functions of the hosted side: what a plain process cannot do throws, naming the operation. Signatures are
/// those of the image side.
/// </summary>
[NativeForm]
internal static unsafe class Native
{
    internal static void Cli() => throw Unsupported();
    internal static void Sti() => throw Unsupported();
    internal static void Hlt() => throw Unsupported();
    internal static void StiHlt() => throw Unsupported();
    internal static void Pause() => Thread.SpinWait(1);
    internal static ulong Pushf() => throw Unsupported();
    internal static void Popf(ulong flags) => throw Unsupported();
    internal static uint In8(uint port) => throw Unsupported();
    internal static uint In16(uint port) => throw Unsupported();
    internal static uint In32(uint port) => throw Unsupported();
    internal static void Out8(uint port, uint value) => throw Unsupported();
    internal static void Out16(uint port, uint value) => throw Unsupported();
    internal static void Out32(uint port, uint value) => throw Unsupported();
    internal static void Ins8(void* buffer, nuint unused, uint port, nuint count) => throw Unsupported();
    internal static void Ins16(void* buffer, nuint unused, uint port, nuint count) => throw Unsupported();
    internal static void Ins32(void* buffer, nuint unused, uint port, nuint count) => throw Unsupported();
    internal static void Outs8(nuint unused, void* buffer, uint port, nuint count) => throw Unsupported();
    internal static void Outs16(nuint unused, void* buffer, uint port, nuint count) => throw Unsupported();
    internal static void Outs32(nuint unused, void* buffer, uint port, nuint count) => throw Unsupported();
    internal static ulong ReadCr0() => throw Unsupported();
    internal static ulong ReadCr2() => throw Unsupported();
    internal static ulong ReadCr3() => throw Unsupported();
    internal static ulong ReadCr4() => throw Unsupported();
    internal static ulong ReadCr8() => throw Unsupported();
    internal static void WriteCr0(ulong value) => throw Unsupported();
    internal static void WriteCr2(ulong value) => throw Unsupported();
    internal static void WriteCr3(ulong value) => throw Unsupported();
    internal static void WriteCr4(ulong value) => throw Unsupported();
    internal static void WriteCr8(ulong value) => throw Unsupported();
    internal static void Invlpg(ulong address) => throw Unsupported();
    internal static void Clts() => throw Unsupported();
    internal static void Wbinvd() => throw Unsupported();
    internal static ulong Rdmsr(uint register) => throw Unsupported();
    internal static void Wrmsr(uint register, ulong value) => throw Unsupported();
    internal static void Cpuid(uint leaf, uint subleaf, uint* result)
    {
        if (!System.Runtime.Intrinsics.X86.X86Base.IsSupported)
            throw Unsupported();
        var (eax, ebx, ecx, edx) = System.Runtime.Intrinsics.X86.X86Base.CpuId((int)leaf, (int)subleaf);
        result[0] = (uint)eax;
        result[1] = (uint)ebx;
        result[2] = (uint)ecx;
        result[3] = (uint)edx;
    }

    internal static ulong Rdtsc() => (ulong)System.Diagnostics.Stopwatch.GetTimestamp();
    internal static ulong Rdtscp(uint* aux) => throw Unsupported();
    internal static ulong Xgetbv(uint register) => throw Unsupported();
    internal static void Xsetbv(uint register, ulong value) => throw Unsupported();
    internal static void Swapgs() => throw Unsupported();
    internal static void Lgdt(void* pointer) => throw Unsupported();
    internal static void Lidt(void* pointer) => throw Unsupported();
    internal static void Lldt(uint selector) => throw Unsupported();
    internal static void Ltr(uint selector) => throw Unsupported();
    internal static void Sgdt(void* pointer) => throw Unsupported();
    internal static void Sidt(void* pointer) => throw Unsupported();
    internal static uint Sldt() => throw Unsupported();
    internal static uint Str() => throw Unsupported();
    internal static uint Smsw() => throw Unsupported();
    internal static void LoadSegments(uint code, uint data) => throw Unsupported();
    internal static ulong* TrapStubs() => throw Unsupported();
    internal static ulong* ParavirtualTrapStubs() => throw Unsupported();
    internal static ulong SyscallStub() => throw Unsupported();
    internal static ulong ParavirtualSyscallStub() => throw Unsupported();
    internal static void SetSyscallStack(ulong top) => throw Unsupported();
    internal static void ResumeFrame(void* frame) => throw Unsupported();
    internal static void ParavirtualResumeFrame(void* frame) => throw Unsupported();
    internal static long Syscall(ulong number, ulong a, ulong b, ulong c, ulong d) => throw Unsupported();
    internal static void Switch(ulong* save, ulong next) => throw Unsupported();
    internal static ulong ThreadStart() => throw Unsupported();
    internal static uint BootMagic() => throw Unsupported();
    internal static ulong BootInfo() => throw Unsupported();
    internal static ulong ImageStart() => throw Unsupported();
    internal static ulong ImageEnd() => throw Unsupported();
    internal static ulong TextStart() => throw Unsupported();
    internal static ulong TextEnd() => throw Unsupported();
    internal static ulong NativeStart() => throw Unsupported();
    internal static ulong NativeEnd() => throw Unsupported();
    internal static ulong HypercallPage() => throw Unsupported();
    internal static byte* SharedPage() => throw Unsupported();
    internal static long Hypercall(ulong number, ulong a, ulong b, ulong c, ulong d) => throw Unsupported();
    internal static ulong HypercallRdtsc() => throw Unsupported();
    internal static long HypercallSyscall(ulong number, ulong a, ulong b, ulong c, ulong d) => throw Unsupported();

    private static PlatformNotSupportedException Unsupported([CallerMemberName] string operation = "") =>
        new($"{operation} needs a processor of its own: it works in an image, not in a hosted process.");
}
