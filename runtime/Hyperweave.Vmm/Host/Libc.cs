using System.Runtime.InteropServices;

namespace Hyperweave.Vmm.Host;

/// <summary>The C library's system calls, as they stand. Only this folder calls them; errors are the caller's to look at.</summary>
internal static unsafe class Libc
{
    private const string Library = "libc";

    [DllImport(Library, EntryPoint = "mmap", SetLastError = true)]
    internal static extern nint Mmap(nint address, nuint length, int protection, int flags, int descriptor, long offset);

    [DllImport(Library, EntryPoint = "munmap", SetLastError = true)]
    internal static extern int Munmap(nint address, nuint length);

    [DllImport(Library, EntryPoint = "mprotect", SetLastError = true)]
    internal static extern int Mprotect(nint address, nuint length, int protection);

    [DllImport(Library, EntryPoint = "madvise", SetLastError = true)]
    internal static extern int Madvise(nint address, nuint length, int advice);

    [DllImport(Library, EntryPoint = "memfd_create", SetLastError = true)]
    internal static extern int MemfdCreate(byte* name, uint flags);

    [DllImport(Library, EntryPoint = "ftruncate", SetLastError = true)]
    internal static extern int Ftruncate(int descriptor, long length);

    [DllImport(Library, EntryPoint = "lseek", SetLastError = true)]
    internal static extern long Lseek(int descriptor, long offset, int whence);

    [DllImport(Library, EntryPoint = "sendfile", SetLastError = true)]
    internal static extern nint Sendfile(int target, int source, long* offset, nuint count);

    [DllImport(Library, EntryPoint = "close", SetLastError = true)]
    internal static extern int Close(int descriptor);

    [DllImport(Library, EntryPoint = "sigaction", SetLastError = true)]
    internal static extern int Sigaction(int signal, SignalAction* action, SignalAction* old);

    [DllImport(Library, EntryPoint = "sigaltstack", SetLastError = true)]
    internal static extern int Sigaltstack(SignalStack* stack, SignalStack* old);

    /// <summary>Returns the error instead of setting errno, as all of pthread does.</summary>
    [DllImport(Library, EntryPoint = "pthread_sigmask")]
    internal static extern int PthreadSigmask(int how, SignalSet* set, SignalSet* old);

    [DllImport(Library, EntryPoint = "getpid")]
    internal static extern int GetProcessId();

    [DllImport(Library, EntryPoint = "gettid")]
    internal static extern int GetThreadId();

    [DllImport(Library, EntryPoint = "tgkill", SetLastError = true)]
    internal static extern int SignalThread(int process, int thread, int signal);

    /// <summary>Of a thread; 0 for the caller.</summary>
    [DllImport(Library, EntryPoint = "sched_getscheduler")]
    internal static extern int SchedulingPolicy(int thread);

    [DllImport(Library, EntryPoint = "getauxval")]
    internal static extern ulong AuxiliaryValue(ulong type);

    [DllImport(Library, EntryPoint = "prctl")]
    private static extern int ControlProcess(int option, ulong a, ulong b, ulong c, ulong d);

    /// <summary>For this thread: by default the kernel may wake it 50 microseconds late to save power (prctl(2), PR_SET_TIMERSLACK).</summary>
    internal static void WakeOnTime() => ControlProcess(29, 1, 0, 0, 0);

    internal const int ProtectNone = 0, ProtectRead = 1, ProtectWrite = 2, ProtectExecute = 4;
    internal const int MapShared = 0x01, MapPrivate = 0x02, MapFixed = 0x10, MapAnonymous = 0x20;
    internal const int MapNoReserve = 0x4000, MapPopulate = 0x8000, MapFixedNoReplace = 0x100000;
    internal const uint MemfdCloseOnExec = 1;
    internal const int AdviseRemove = 9;
    internal const int AdvisePopulateWrite = 23;
    internal const int SeekSet = 0, PolicyOther = 0;
    internal const int SignalMaskSet = 2;
    internal const int SignalInfoFlag = 4, SignalOnStackFlag = 0x0800_0000, SignalRestartFlag = 0x1000_0000;
}

/// <summary>glibc's struct sigaction on x86-64: 152 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 152)]
internal struct SignalAction
{
    [FieldOffset(0)] public nint Handler;
    [FieldOffset(8)] public SignalSet Mask;
    [FieldOffset(136)] public int Flags;
    [FieldOffset(144)] public nint Restorer;
}

/// <summary>glibc's sigset_t: 128 bytes, of which the kernel uses the first 8; bit n−1 is signal n.</summary>
[StructLayout(LayoutKind.Sequential, Size = 128)]
internal struct SignalSet
{
    public ulong Bits;
}

/// <summary>stack_t: 24 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 24)]
internal struct SignalStack
{
    [FieldOffset(0)] public nint Pointer;
    [FieldOffset(8)] public int Flags;
    [FieldOffset(16)] public nuint Size;
}
