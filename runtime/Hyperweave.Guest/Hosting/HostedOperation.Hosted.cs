namespace Hyperweave.Guest.Hosting;

/// <summary>
/// What a hosted kernel asks its machine for: the functions of Native, by name. The guest API and the machine both compile
/// this file; the machine's side is Hyperweave.Hosting.
/// </summary>
internal enum HostedOperation
{
    Cli, Sti, Hlt, StiHlt, Pause, Pushf, Popf,
    In8, In16, In32, Out8, Out16, Out32, Ins8, Ins16, Ins32, Outs8, Outs16, Outs32,
    ReadCr0, ReadCr2, ReadCr3, ReadCr4, ReadCr8, WriteCr0, WriteCr2, WriteCr3, WriteCr4, WriteCr8, Invlpg, Clts, Wbinvd,
    Rdmsr, Wrmsr, Cpuid, Rdtsc, Rdtscp, Xgetbv, Xsetbv, Swapgs,
    Lgdt, Lidt, Lldt, Ltr, Sgdt, Sidt, Sldt, Str, Smsw, LoadSegments,
    TrapStubs, SyscallStub, SetSyscallStack, ResumeFrame, Syscall, Switch, ThreadStart,
    BootMagic, BootInfo, ImageStart, ImageEnd, TextStart, TextEnd, NativeStart, NativeEnd,

    // What an unmodified image does not do.
    HypercallPage, SharedPage, ParavirtualTrapStubs, ParavirtualSyscallStub, ParavirtualResumeFrame, Hypercall, HypercallRdtsc, HypercallSyscall,

    /// <summary>The polls that were granted have been used up.</summary>
    SafePoint,

    /// <summary>(guest address, bytes, 1 for a write) → host address: woven code reaches for memory below the process's own.</summary>
    Reach,

    /// <summary>A division by zero is about to be made: returns 1 when the kernel's #DE handler has run.</summary>
    DivideError,

    /// <summary>(vector) A handler of the kernel wants to return somewhere else: see HostedProcessor.Enter.</summary>
    ReturnElsewhere,
}

/// <summary>
/// The part of the address space that is the process's own: a Linux program and its heap begin at two thirds of the user half,
/// everything else lies above. Any other address that kernel code uses is the guest's.
/// </summary>
internal static class HostedAddresses
{
    private const ulong Start = 0x5500_0000_0000, End = 0x8000_0000_0000;

    public static bool AreHost(ulong address) => address - Start < End - Start;
}
