using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Translation.Tests.Scenarios;

/// <summary>SYSCALL, SYSRET, SWAPGS and the bases of FS and GS.</summary>
internal static partial class SystemScenarios
{
    private const uint Star = 0xC000_0081, LongStar = 0xC000_0082, FlagMask = 0xC000_0084, FsBase = 0xC000_0100, GsBase = 0xC000_0101, KernelGsBase = 0xC000_0102, Enable = 0xC000_0080;

    private const string LosesFlags = "QEMU loses the status flags; RFLAGS loses what IA32_FMASK names alone (Intel SDM 2B, SYSCALL)";
    private const string TakesAnyAddress = "QEMU takes any address; one that is not canonical is #GP (Intel SDM 2B WRMSR, WRGSBASE, 2A LIDT)";

    internal static IEnumerable<Scenario> SystemCalls()
    {
        yield return new("SYSCALL from user mode", code => Call(code, user: true), LosesFlags);
        yield return new("SYSCALL from kernel mode", code => Call(code, user: false), LosesFlags);
        yield return new("SYSCALL with EFER.SCE off", code => { code.WriteMsr(Enable, 0xD00); code.syscall(); });
        yield return new("SYSRET with EFER.SCE off", code => { code.WriteMsr(Enable, 0xD00); code.sysretq(); });
        yield return new("SYSRET", code => SystemReturn(code, 0x24_3ED7, null));
        yield return new("SYSRET with TF and RF clear, IF set", code => SystemReturn(code, 0x202, null));
        yield return new("SYSRET to an address that is not canonical", code => SystemReturn(code, 2, NotCanonical), "QEMU does as AMD: the fault is user mode's; it is SYSRET's own (Intel SDM 2B, SYSRET)");
        yield return new("SWAPGS", code =>
        {
            code.WriteMsr(GsBase, Place.Page(1));
            code.WriteMsr(KernelGsBase, Place.Page(2));
            code.mov(__dword_ptr[Place.Page(1)], 1);
            code.mov(__dword_ptr[Place.Page(2)], 2);
            code.mov(ebx, __dword_ptr.gs[0]);
            code.swapgs();
            code.mov(ecx, __dword_ptr.gs[0]);
            code.mov(eax, 0);
            code.mov(edx, 0);
        });
        yield return new("FS base of 64 bits", code =>
        {
            code.WriteMsr(FsBase, Place.Page(1) - 0x1_0000_0000UL);
            code.mov(__dword_ptr[Place.Page(1) + 8], 77);
            code.mov(rdi, 0x1_0000_0000);
            code.mov(ebx, __dword_ptr.fs[rdi + 8]);
            code.mov(esi, 8);
            code.mov(rcx, __qword_ptr.fs[rsi]);
        });
        yield return new("loading FS loads its base", code =>
        {
            code.WriteMsr(FsBase, Place.Page(1));
            code.mov(ebx, Selector.UserData);
            code.mov(fs, ebx);
            code.mov(ecx, FsBase);
            code.rdmsr();
        });
        yield return new("BASE of a segment at the arena", code => { code.mov(ebx, Selector.Small); code.mov(gs, ebx); code.mov(__dword_ptr[Place.Page(0) + 16], 5); code.mov(ebx, __dword_ptr.gs[16]); });
        foreach (uint msr in (uint[])[Star, LongStar, FlagMask, FsBase, GsBase, KernelGsBase, 0x174, 0x175, 0x176])
            yield return new($"MSR {msr:X} reads back", code => { code.WriteMsr(msr, 0x1234); code.xor(eax, eax); code.xor(edx, edx); code.rdmsr(); });
        foreach (uint msr in (uint[])[LongStar, FsBase, GsBase, KernelGsBase, 0x176])
            yield return new($"MSR {msr:X}: not canonical", code => code.WriteMsr(msr, (ulong)NotCanonical), TakesAnyAddress);
    }

    private static void Call(Assembler code, bool user)
    {
        var target = code.CreateLabel();
        code.WriteMsr(Star, 0x0020_0008UL << 32);
        code.WriteMsr(FlagMask, 0x4_0401);
        code.lea(rax, __[target]);
        code.mov(rdx, rax);
        code.shr(rdx, 32);
        code.mov(ecx, LongStar);
        code.wrmsr();
        if (user) code.EnterUser();
        code.push(0x24_0ED7 & (user ? ~0x200 : -1));
        code.popfq();
        code.mov(rbx, rsp);
        code.syscall();
        code.ud2();
        code.Label(ref target);
        // Flags at entry, return address in RCX, saved flags in R11.
        code.mov(esp, Place.MainStack);
        code.pushfq();
        code.pop(rax);
        code.mov(edx, ss);
        code.shl(rdx, 32);
        code.or(rdx, r11);
        code.mov(esi, cs);
        code.add(rax, rsi);
        code.BackToKernel();
    }

    private static void SystemReturn(Assembler code, int flags, long? address)
    {
        var target = code.CreateLabel();
        code.WriteMsr(Star, 0x0023_0008UL << 32);
        if (address is { } wild) code.mov(rcx, wild);
        else code.lea(rcx, __[target]);
        code.mov(r11d, flags);
        code.sysretq();
        code.Label(ref target);
        code.mov(esp, Place.UserStack);
        code.pushfq();
        code.pop(rax);
        code.mov(ebx, cs);
        code.mov(edx, ss);
        code.BackToKernel();
    }
}
