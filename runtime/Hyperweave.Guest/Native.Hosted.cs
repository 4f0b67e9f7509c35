using System.Diagnostics;
using System.Runtime.Intrinsics.X86;
using Hyperweave.Guest.Hosting;

namespace Hyperweave.Guest;

/// <summary>
/// The native functions of the hosted side: each is its machine's to perform. In a plain process, without a machine, what
/// the process cannot do throws, naming the operation. Signatures are those of the image side.
/// </summary>
[NativeForm]
internal static unsafe class Native
{
    internal static void Cli() => Call(HostedOperation.Cli);
    internal static void Sti() => Call(HostedOperation.Sti);
    internal static void Hlt() => Call(HostedOperation.Hlt);
    internal static void StiHlt() => Call(HostedOperation.StiHlt);
    internal static void Pause()
    {
        if (HostedProcessor.IsAttached)
            Call(HostedOperation.Pause);
        else
            Thread.SpinWait(1);
    }


    internal static ulong Pushf() => Call(HostedOperation.Pushf);
    internal static void Popf(ulong flags) => Call(HostedOperation.Popf, flags);
    internal static uint In8(uint port) => (uint)Call(HostedOperation.In8, port);
    internal static uint In16(uint port) => (uint)Call(HostedOperation.In16, port);
    internal static uint In32(uint port) => (uint)Call(HostedOperation.In32, port);
    internal static void Out8(uint port, uint value) => Call(HostedOperation.Out8, port, value);
    internal static void Out16(uint port, uint value) => Call(HostedOperation.Out16, port, value);
    internal static void Out32(uint port, uint value) => Call(HostedOperation.Out32, port, value);
    internal static void Ins8(void* buffer, nuint unused, uint port, nuint count) => Call(HostedOperation.Ins8, (ulong)buffer, (ulong)unused, port, (ulong)count);
    internal static void Ins16(void* buffer, nuint unused, uint port, nuint count) => Call(HostedOperation.Ins16, (ulong)buffer, (ulong)unused, port, (ulong)count);
    internal static void Ins32(void* buffer, nuint unused, uint port, nuint count) => Call(HostedOperation.Ins32, (ulong)buffer, (ulong)unused, port, (ulong)count);
    internal static void Outs8(nuint unused, void* buffer, uint port, nuint count) => Call(HostedOperation.Outs8, (ulong)unused, (ulong)buffer, port, (ulong)count);
    internal static void Outs16(nuint unused, void* buffer, uint port, nuint count) => Call(HostedOperation.Outs16, (ulong)unused, (ulong)buffer, port, (ulong)count);
    internal static void Outs32(nuint unused, void* buffer, uint port, nuint count) => Call(HostedOperation.Outs32, (ulong)unused, (ulong)buffer, port, (ulong)count);
    internal static ulong ReadCr0() => Call(HostedOperation.ReadCr0);
    internal static ulong ReadCr2() => Call(HostedOperation.ReadCr2);
    internal static ulong ReadCr3() => Call(HostedOperation.ReadCr3);
    internal static ulong ReadCr4() => Call(HostedOperation.ReadCr4);
    internal static ulong ReadCr8() => Call(HostedOperation.ReadCr8);
    internal static void WriteCr0(ulong value) => Call(HostedOperation.WriteCr0, value);
    internal static void WriteCr2(ulong value) => Call(HostedOperation.WriteCr2, value);
    internal static void WriteCr3(ulong value) => Call(HostedOperation.WriteCr3, value);
    internal static void WriteCr4(ulong value) => Call(HostedOperation.WriteCr4, value);
    internal static void WriteCr8(ulong value) => Call(HostedOperation.WriteCr8, value);
    internal static void Invlpg(ulong address) => Call(HostedOperation.Invlpg, address);
    internal static void Clts() => Call(HostedOperation.Clts);
    internal static void Wbinvd() => Call(HostedOperation.Wbinvd);
    internal static ulong Rdmsr(uint register) => Call(HostedOperation.Rdmsr, register);
    internal static void Wrmsr(uint register, ulong value) => Call(HostedOperation.Wrmsr, register, value);
    internal static void Cpuid(uint leaf, uint subleaf, uint* result)
    {
        if (HostedProcessor.IsAttached || !X86Base.IsSupported)
            Call(HostedOperation.Cpuid, leaf, subleaf, (ulong)result);
        else
            (result[0], result[1], result[2], result[3]) = Unsigned(X86Base.CpuId((int)leaf, (int)subleaf));
    }

    internal static ulong Rdtsc() =>
        HostedProcessor.IsAttached ? Call(HostedOperation.Rdtsc) : (ulong)Stopwatch.GetTimestamp();

    internal static ulong Rdtscp(uint* aux) => Call(HostedOperation.Rdtscp, (ulong)aux);
    internal static ulong Xgetbv(uint register) => Call(HostedOperation.Xgetbv, register);
    internal static void Xsetbv(uint register, ulong value) => Call(HostedOperation.Xsetbv, register, value);
    internal static void Swapgs() => Call(HostedOperation.Swapgs);
    internal static void Lgdt(void* pointer) => Call(HostedOperation.Lgdt, (ulong)pointer);
    internal static void Lidt(void* pointer) => Call(HostedOperation.Lidt, (ulong)pointer);
    internal static void Lldt(uint selector) => Call(HostedOperation.Lldt, selector);
    internal static void Ltr(uint selector) => Call(HostedOperation.Ltr, selector);
    internal static void Sgdt(void* pointer) => Call(HostedOperation.Sgdt, (ulong)pointer);
    internal static void Sidt(void* pointer) => Call(HostedOperation.Sidt, (ulong)pointer);
    internal static uint Sldt() => (uint)Call(HostedOperation.Sldt);
    internal static uint Str() => (uint)Call(HostedOperation.Str);
    internal static uint Smsw() => (uint)Call(HostedOperation.Smsw);
    internal static void LoadSegments(uint code, uint data) => Call(HostedOperation.LoadSegments, code, data);
    internal static ulong* TrapStubs() => (ulong*)Call(HostedOperation.TrapStubs);
    internal static ulong* ParavirtualTrapStubs() => (ulong*)Call(HostedOperation.ParavirtualTrapStubs);
    internal static ulong SyscallStub() => Call(HostedOperation.SyscallStub);
    internal static ulong ParavirtualSyscallStub() => Call(HostedOperation.ParavirtualSyscallStub);
    internal static void SetSyscallStack(ulong top) => Call(HostedOperation.SetSyscallStack, top);
    internal static void ResumeFrame(void* frame) => Call(HostedOperation.ResumeFrame, (ulong)frame);
    internal static void ParavirtualResumeFrame(void* frame) => Call(HostedOperation.ParavirtualResumeFrame, (ulong)frame);
    internal static long Syscall(ulong number, ulong a, ulong b, ulong c, ulong d) => (long)Call(HostedOperation.Syscall, number);
    internal static void Switch(ulong* save, ulong next) => Call(HostedOperation.Switch, (ulong)save, next);
    internal static ulong ThreadStart() => Call(HostedOperation.ThreadStart);
    internal static uint BootMagic() => (uint)Call(HostedOperation.BootMagic);
    internal static ulong BootInfo() => Call(HostedOperation.BootInfo);
    internal static ulong ImageStart() => Call(HostedOperation.ImageStart);
    internal static ulong ImageEnd() => Call(HostedOperation.ImageEnd);
    internal static ulong TextStart() => Call(HostedOperation.TextStart);
    internal static ulong TextEnd() => Call(HostedOperation.TextEnd);
    internal static ulong NativeStart() => Call(HostedOperation.NativeStart);
    internal static ulong NativeEnd() => Call(HostedOperation.NativeEnd);
    internal static ulong HypercallPage() => Call(HostedOperation.HypercallPage);
    internal static byte* SharedPage() => (byte*)Call(HostedOperation.SharedPage);
    internal static long Hypercall(ulong number, ulong a, ulong b, ulong c, ulong d) => (long)Call(HostedOperation.Hypercall, number);
    internal static ulong HypercallRdtsc() => Call(HostedOperation.HypercallRdtsc);
    internal static long HypercallSyscall(ulong number, ulong a, ulong b, ulong c, ulong d) => (long)Call(HostedOperation.HypercallSyscall, number);

    private static ulong Call(HostedOperation operation, ulong a = 0, ulong b = 0, ulong c = 0, ulong d = 0) =>
        HostedProcessor.Operate(operation, a, b, c, d);

    private static (uint, uint, uint, uint) Unsigned((int Eax, int Ebx, int Ecx, int Edx) registers) =>
        ((uint)registers.Eax, (uint)registers.Ebx, (uint)registers.Ecx, (uint)registers.Edx);
}
