using System.Runtime.Intrinsics.X86;
using System.Text;
using Hyperweave.Abi;
using Hyperweave.Vmm.GuestMemory;
using Hyperweave.Vmm.Time;

namespace Hyperweave.Vmm.Operations;

/// <summary>EAX, EBX, ECX, EDX of CPUID.</summary>
public readonly record struct CpuidResult(uint Eax, uint Ebx, uint Ecx, uint Edx);

/// <summary>
/// The processor that the guest sees through CPUID: one 64-bit core up to SSE4.2 without AVX, virtualization or
/// performance counters. Instructions run on the host, so that a feature is offered only where the host has it too.
/// </summary>
public sealed class ProcessorModel(ITimeStampCounter counter)
{
    private const uint HighestLeaf = 0x16, HighestExtended = 0x8000_0008, HighestHypervisor = HypercallAbi.CpuidTscFrequencyLeaf;

    // Leaf 1 (Intel SDM 2A, tables 3-10 and 3-11). APIC is the machine's own, whatever the host has.
    private const uint Features1Edx = 1 << 0 | 1 << 3 | 1 << 4 | 1 << 5 | 1 << 6 | 1 << 8 | 1 << 13 | 1 << 15 | 1 << 16
        | 1 << 19 | 1 << 23 | 1 << 24 | 1 << 25 | 1 << 26;
    private const uint ApicEdx = 1 << 9, DebugExtensionsEdx = 1 << 2;
    private const uint Features1Ecx = 1 << 0 | 1 << 1 | 1 << 9 | 1 << 13 | 1 << 19 | 1 << 20 | 1 << 22 | 1 << 23 | 1 << 25;
    private const uint TscDeadlineEcx = 1 << 24, HypervisorEcx = 1u << 31;
    /// <summary>Leaf 7: ERMS in EBX, FSRM in EDX; what the machine has itself: TSC_ADJUST in EBX, IA32_ARCH_CAPABILITIES in EDX.</summary>
    private const uint Features7Ebx = 1 << 9, Features7Edx = 1 << 4, TscAdjustEbx = 1 << 1, CapabilitiesEdx = 1 << 29;
    /// <summary>Leaf 7, rights that the machine itself enforces: FSGSBASE and SMEP in EBX; UMIP and RDPID in ECX.</summary>
    private const uint RightsEbx = 1 << 0 | 1 << 7, RightsEcx = 1 << 2 | 1 << 22;
    private const uint ExtendedEdx = 1 << 11 | 1 << 20 | 1 << 26 | 1 << 27 | 1 << 29, ExtendedEcx = 1 << 0;
    private const uint InvariantTscEdx = 1 << 8;

    /// <summary>
    /// Leaf 0x15: the counter's frequency as a fraction of the crystal's, which the local APIC's timer counts too. Linux multiplies
    /// the crystal's kilohertz by the numerator in 32 bits.
    /// </summary>
    private const uint CrystalDenominator = 500;

    /// <summary>What the host has answered: where the host is itself a guest, asking it costs microseconds.</summary>
    private readonly Dictionary<uint, CpuidResult> _host = [];

    /// <summary>
    /// IA32_ARCH_CAPABILITIES (Intel SDM 4, table 2-2): the model is none of the processors that speculate past what these bits
    /// name, so that a kernel need not work around them: RDCL, SSB, MDS, PSCHANGE_MC, TAA, SBDR_SSDP, FBSDP, PSDP, BHI, PBRSB, GDS, RFDS, ITS.
    /// </summary>
    public const ulong ArchitecturalCapabilities = 1 << 0 | 1 << 3 | 1 << 4 | 1 << 5 | 1 << 6 | 1 << 8 | 1 << 13 | 1 << 14 | 1 << 15
        | 1 << 20 | 1 << 24 | 1 << 26 | 1 << 27 | 1UL << 62;

    /// <summary>What XCR0 may hold: XSAVE is not offered, so x87 and SSE only.</summary>
    public ulong ExtendedStateMask => 3;

    public CpuidResult Cpuid(uint leaf, uint subleaf, in CpuState cpu) => leaf switch
    {
        0 => Text("GenuineIntel", HighestLeaf),
        1 => Version(cpu),
        2 => new(0x0000_FF01, 0, 0, 0),
        4 => CacheLeaf(subleaf),
        7 when subleaf == 0 => Features(),
        0x15 => new(CrystalDenominator, (uint)(counter.Frequency * CrystalDenominator / Devices.LocalApic.TimerHertz), Devices.LocalApic.TimerHertz, 0),
        0x16 => new((uint)(counter.Frequency / 1_000_000), (uint)(counter.Frequency / 1_000_000), 100, 0),
        HypercallAbi.CpuidSignatureLeaf => Text(HypercallAbi.CpuidSignature, HighestHypervisor, vendorOrder: false),
        HypercallAbi.CpuidTscFrequencyLeaf => new((uint)(counter.Frequency / 1000), 0, 0, 0),
        0x8000_0000 => new(HighestExtended, 0, 0, 0),
        0x8000_0001 => Host(0x8000_0001, 0, ExtendedEcx, ExtendedEdx),
        0x8000_0002 or 0x8000_0003 or 0x8000_0004 => Brand(leaf - 0x8000_0002),
        0x8000_0006 => new(0, 0, 0x0100_6040, 0),
        0x8000_0007 => new(0, 0, 0, InvariantTscEdx),
        0x8000_0008 => new(48 << 8 | PageWalker.PhysicalAddressBits, 0, 0, 0),
        // Beyond the highest basic leaf Intel answers with that leaf; ours is zero throughout.
        _ => default,
    };

    /// <summary>Family 6, model 143, stepping 8: one that kernels know no speculation faults of beyond <see cref="ArchitecturalCapabilities"/>; CLFLUSH line 64 bytes; one logical processor with APIC identifier 0.</summary>
    private CpuidResult Version(in CpuState cpu)
    {
        var host = Host(1, 0, Features1Ecx, Features1Edx);
        bool apicOn = (cpu.ApicBase & 1 << 11) != 0;
        uint edx = host.Edx | DebugExtensionsEdx | (apicOn ? ApicEdx : 0);
        return new(0x0008_06F8, 8 << 8 | 1 << 16, host.Ecx | HypervisorEcx | TscDeadlineEcx, edx);
    }

    private CpuidResult Features()
    {
        var host = Host(7, Features7Ebx, 0, Features7Edx);
        return host with { Ebx = host.Ebx | TscAdjustEbx | RightsEbx, Ecx = RightsEcx, Edx = host.Edx | CapabilitiesEdx };
    }

    /// <summary>Deterministic cache parameters: 32 KiB data, 32 KiB code, 256 KiB second level.</summary>
    private static CpuidResult CacheLeaf(uint subleaf) => subleaf switch
    {
        0 => new(0x0000_0121, 7 << 22 | 63, 63, 0),
        1 => new(0x0000_0122, 7 << 22 | 63, 63, 0),
        2 => new(0x0000_0143, 3 << 22 | 63, 1023, 0),
        _ => default,
    };

    /// <summary>The host's answer under masks; zero on a host that is not x86.</summary>
    private CpuidResult Host(uint leaf, uint ebx, uint ecx, uint edx)
    {
        if (!_host.TryGetValue(leaf, out var host)) _host[leaf] = host = AskHost(leaf);
        return new(0, host.Ebx & ebx, host.Ecx & ecx, host.Edx & edx);
    }

    private static CpuidResult AskHost(uint leaf)
    {
        if (!X86Base.IsSupported) return default;
        var answer = X86Base.CpuId((int)leaf, 0);
        return new((uint)answer.Eax, (uint)answer.Ebx, (uint)answer.Ecx, (uint)answer.Edx);
    }

    /// <summary>Twelve characters: in EBX, EDX, ECX for the vendor, in EBX, ECX, EDX for hypervisors.</summary>
    private static CpuidResult Text(string text, uint eax, bool vendorOrder = true)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        uint first = BitConverter.ToUInt32(bytes, 0), second = BitConverter.ToUInt32(bytes, 4), third = BitConverter.ToUInt32(bytes, 8);
        return vendorOrder ? new(eax, first, third, second) : new(eax, first, second, third);
    }

    private static CpuidResult Brand(uint part)
    {
        byte[] bytes = Encoding.ASCII.GetBytes("Hyperweave virtual processor".PadRight(48, '\0'));
        uint Word(int index) => BitConverter.ToUInt32(bytes, (int)part * 16 + index * 4);
        return new(Word(0), Word(1), Word(2), Word(3));
    }
}
