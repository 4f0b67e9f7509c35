using System.Runtime.InteropServices;

namespace Hyperweave.Vmm.Host;

/// <summary>What the engines need of the processor and the kernel under them.</summary>
internal static class HostProcessor
{
    private const ulong AuxiliaryHardware2 = 26;
    /// <summary>HWCAP2_FSGSBASE (Linux Documentation/arch/x86/elf_auxvec.rst): WRGSBASE works in user mode.</summary>
    private const ulong FsGsBase = 1 << 1;

    /// <summary>
    /// False where a real-time policy (chrt) keeps a processor for the thread that has it. .NET's locks are waited for in a spin, and it gives the threads
    /// that it makes a higher priority than the main one has: two of them, waiting for what that one holds, leave it no processor for seconds.
    /// </summary>
    internal static bool IsShared => !OperatingSystem.IsLinux() || Libc.SchedulingPolicy(0) == Libc.PolicyOther;

    /// <summary>Whether fewer threads than processors want to run now, the caller being one: proc(5), /proc/loadavg, the fourth field. Where others wait, two threads of a start wait for each other's locks too.</summary>
    internal static bool OneIsFree
    {
        get
        {
            const string Load = "/proc/loadavg";
            if (Environment.ProcessorCount == 1 || !File.Exists(Load)) return false;
            string[] fields = File.ReadAllText(Load).Split(' ');
            return fields.Length > 3 && int.TryParse(fields[3].Split('/')[0], out int running) && running < Environment.ProcessorCount;
        }
    }

    /// <exception cref="HostException">The engines cannot run here; the message says why.</exception>
    internal static void Require()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
            throw new HostException("guests run on Linux on x86-64 only; everything else of Hyperweave works here");
        if ((Libc.AuxiliaryValue(AuxiliaryHardware2) & FsGsBase) == 0)
            throw new HostException("this processor or kernel does not offer FSGSBASE (needs Linux 5.9 or later)");
    }
}
