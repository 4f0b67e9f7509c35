namespace Hyperweave.Vmm.Loading;

/// <summary>
/// The processor as a boot loader leaves it to the guest: 32-bit protected mode, flat segments, no paging, interrupts off
/// (Multiboot Specification 0.6.96, section 3.2; PVH asks for the same), or 64-bit code for Linux.
/// </summary>
public static unsafe class BootState
{
    private const uint MultibootMagic = 0x2BAD_B002;
    private const ushort CodeSelector = 0x08, DataSelector = 0x10;

    // Present, code or data, accessed, 32-bit, 4 KiB granularity.
    private const uint CodeAttributes = 0xC0_9B00, DataAttributes = 0xC0_9300;
    private const uint TaskAttributes = 0x8B00, LocalTableAttributes = 0x8200;

    /// <summary>PAT after reset: WB, WT, UC-, UC twice (Intel SDM 3A 11.12.4).</summary>
    private const ulong ResetPat = 0x0007_0406_0007_0406;

    /// <summary>APIC base after reset: enabled, bootstrap processor.</summary>
    private const ulong ResetApicBase = 0xFEE0_0900;

    // The same for 64-bit code: L in place of D.
    private const uint LongCodeAttributes = 0xA0_9B00;

    public static void Reset(CpuState* cpu)
    {
        *cpu = default;
        cpu->Rflags = Rflags.Fixed;
        cpu->Cr0 = Cr0.ET;
        cpu->Xcr0 = 1;
        cpu->Pat = ResetPat;
        cpu->ApicBase = ResetApicBase;
        cpu->Dr[6] = 0xFFFF_0FF0;
        cpu->Dr[7] = 0x400;
        cpu->Idtr.Limit = cpu->Gdtr.Limit = 0xFFFF;
        cpu->Tr = new Segment { Limit = 0xFFFF, Attributes = TaskAttributes };
        cpu->Ldtr = new Segment { Limit = 0xFFFF, Attributes = LocalTableAttributes };
        // FCW 0x37F and MXCSR 0x1F80, their values after FNINIT and reset.
        *(ushort*)cpu->Fxsave = 0x37F;
        *(uint*)(cpu->Fxsave + 24) = 0x1F80;
    }

    /// <param name="information">Physical address of the protocol's structure.</param>
    public static void EnterProtectedMode(CpuState* cpu, GuestImage image, ulong information)
    {
        Reset(cpu);
        cpu->Cr0 |= Cr0.PE;
        cpu->Cs = new Segment { Selector = CodeSelector, Limit = uint.MaxValue, Attributes = CodeAttributes };
        cpu->Ds = cpu->Es = cpu->Fs = cpu->Gs = cpu->Ss = new Segment { Selector = DataSelector, Limit = uint.MaxValue, Attributes = DataAttributes };
        cpu->Rax = image.Protocol == BootProtocol.Multiboot ? MultibootMagic : 0;
        cpu->Rbx = information;
        cpu->Rip = image.Entry;
    }

    /// <summary>Linux's entries, RSI at the zero page: 64-bit code with paging on, or 32-bit code with paging off (Linux, Documentation/x86/boot.rst).</summary>
    internal static void EnterLinux(CpuState* cpu, GuestImage image, LinuxBoot boot)
    {
        bool wide = image.Protocol == BootProtocol.Linux;
        Reset(cpu);
        cpu->Cr0 |= Cr0.PE;
        if (wide) EnablePaging(cpu, boot);
        cpu->Gdtr = new DescriptorTable { Base = boot.Descriptors, Limit = LinuxBootParameters.DescriptorCount * 8 - 1 };
        cpu->Cs = new Segment { Selector = LinuxBootParameters.CodeSelector, Limit = uint.MaxValue, Attributes = wide ? LongCodeAttributes : CodeAttributes };
        cpu->Ds = cpu->Es = cpu->Ss = new Segment { Selector = LinuxBootParameters.DataSelector, Limit = uint.MaxValue, Attributes = DataAttributes };
        cpu->Rsi = boot.ZeroPage;
        cpu->Rip = image.Entry;
    }

    private static void EnablePaging(CpuState* cpu, LinuxBoot boot)
    {
        cpu->Cr0 |= Cr0.PG;
        cpu->Cr3 = boot.PageTables;
        cpu->Cr4 = Cr4.PAE;
        cpu->Efer = Efer.LME | Efer.LMA;
    }
}
