using System.Text;
using Hyperweave.Abi;
using Hyperweave.Vmm.GuestMemory;
using Hyperweave.Vmm.Time;

namespace Hyperweave.Vmm.Operations;

/// <summary>EAX, EBX, ECX, EDX of CPUID.</summary>
public readonly record struct CpuidResult(uint Eax, uint Ebx, uint Ecx, uint Edx)
{
    internal uint this[CpuidRegister register] => register switch
    {
        CpuidRegister.Eax => Eax,
        CpuidRegister.Ebx => Ebx,
        CpuidRegister.Ecx => Ecx,
        _ => Edx,
    };

    public static CpuidResult operator |(CpuidResult left, CpuidResult right) =>
        new(left.Eax | right.Eax, left.Ebx | right.Ebx, left.Ecx | right.Ecx, left.Edx | right.Edx);
}

/// <summary>
/// The processor that the guest sees through CPUID: one 64-bit core without virtualization or performance counters. Its features
/// are rows of <see cref="ProcessorFeatures"/>; instructions run on the host, so that one that is not the machine's own is
/// shown only where the host has it too.
/// </summary>
public sealed class ProcessorModel(ITimeStampCounter counter, ProcessorLevel level = ProcessorLevel.V2)
{
    private const uint HighestLeaf = 0x16, HighestExtended = 0x8000_0008, HighestHypervisor = HypercallAbi.CpuidTscFrequencyLeaf;
    private const uint ApicEdx = 1 << 9, OsxsaveEcx = 1 << 27;

    /// <summary>
    /// Leaf 0x15: the counter's frequency as a fraction of the crystal's, which the local APIC's timer counts too. Linux multiplies
    /// the crystal's kilohertz by the numerator in 32 bits.
    /// </summary>
    private const uint CrystalDenominator = 500;

    private readonly ProcessorFeature[] _features = [.. ProcessorFeatures.All.Where(feature => feature.BelongsTo(level) && IsAvailable(feature))];

    private readonly Dictionary<ulong, CpuidResult> _fixed = [];

    /// <summary>
    /// IA32_ARCH_CAPABILITIES (Intel SDM 4, table 2-2): the model is none of the processors that speculate past what these bits
    /// name, so that a kernel need not work around them: RDCL, SSB, MDS, PSCHANGE_MC, TAA, SBDR_SSDP, FBSDP, PSDP, BHI, PBRSB, GDS, RFDS, ITS.
    /// </summary>
    public const ulong ArchitecturalCapabilities = 1 << 0 | 1 << 3 | 1 << 4 | 1 << 5 | 1 << 6 | 1 << 8 | 1 << 13 | 1 << 14 | 1 << 15
        | 1 << 20 | 1 << 24 | 1 << 26 | 1 << 27 | 1UL << 62;

    /// <summary>The most that this host can show of the levels that are alike everywhere.</summary>
    public static ProcessorLevel HighestCommonLevel => !MissingFor(ProcessorLevel.V3).Any() ? ProcessorLevel.V3 : ProcessorLevel.V2;

    /// <summary>What this host lacks of a level.</summary>
    public static IEnumerable<string> MissingFor(ProcessorLevel level) => ProcessorFeatures.All
        .Where(feature => feature.Owner is FeatureOwner.V2 or FeatureOwner.V3 && feature.BelongsTo(level) && !IsAvailable(feature)).Select(feature => feature.Name);

    /// <summary>What CPUID shows.</summary>
    public IReadOnlyList<ProcessorFeature> Features => _features;

    /// <summary>Bits of CR4 that can be set.</summary>
    public ulong Cr4Mask => Cr4.Supported | (Shows("XSAVE") ? Cr4.OSXSAVE : 0);

    /// <summary>What XCR0 may hold: x87, SSE, and the upper halves of AVX.</summary>
    public ulong ExtendedStateMask => Shows("AVX") ? Xcr0.X87 | Xcr0.Sse | Xcr0.Avx : Xcr0.X87 | Xcr0.Sse;

    public CpuidResult Cpuid(uint leaf, uint subleaf, in CpuState cpu) => leaf switch
    {
        1 => Fixed(leaf, subleaf) | Switches(cpu),
        0xD when Shows("XSAVE") => Fixed(leaf, subleaf) | ExtendedStateLeaf(subleaf, cpu),
        _ => Fixed(leaf, subleaf),
    };

    /// <summary>What does not depend on the processor's state: worked out once for each leaf that there is.</summary>
    private CpuidResult Fixed(uint leaf, uint subleaf)
    {
        ulong key = (ulong)leaf << 32 | (IsIndexed(leaf) ? subleaf : 0);
        if (_fixed.TryGetValue(key, out var known)) return known;
        var made = Bits(leaf, subleaf) | Rest(leaf, subleaf);
        if (made != default) _fixed[key] = made;
        return made;
    }

    /// <summary>What is not a feature's bit.</summary>
    private CpuidResult Rest(uint leaf, uint subleaf) => leaf switch
    {
        0 => Text("GenuineIntel", HighestLeaf),
        1 => Version,
        2 => new(0x0000_FF01, 0, 0, 0),
        4 => CacheLeaf(subleaf),
        7 when subleaf == 0 => new(1, 0, 0, 0),
        0x15 => new(CrystalDenominator, (uint)(counter.Frequency * CrystalDenominator / Devices.LocalApic.TimerHertz), Devices.LocalApic.TimerHertz, 0),
        0x16 => new((uint)(counter.Frequency / 1_000_000), (uint)(counter.Frequency / 1_000_000), 100, 0),
        HypercallAbi.CpuidSignatureLeaf => Text(HypercallAbi.CpuidSignature, HighestHypervisor, vendorOrder: false),
        HypercallAbi.CpuidTscFrequencyLeaf => new((uint)(counter.Frequency / 1000), 0, 0, 0),
        0x8000_0000 => new(HighestExtended, 0, 0, 0),
        0x8000_0002 or 0x8000_0003 or 0x8000_0004 => Brand(leaf - 0x8000_0002),
        0x8000_0006 => new(0, 0, 0x0100_6040, 0),
        0x8000_0008 => new(48 << 8 | PageWalker.PhysicalAddressBits, 0, 0, 0),
        // Beyond the highest basic leaf Intel answers with that leaf; ours is zero throughout.
        _ => default,
    };

    private static bool IsAvailable(ProcessorFeature feature) => feature.Owner == FeatureOwner.Played || HostCpuid.Has(feature);

    /// <summary>CPUID shows the feature of this name.</summary>
    public bool Shows(string name) => Array.Exists(_features, feature => feature.Name == name);

    private CpuidResult Bits(uint leaf, uint subleaf)
    {
        CpuidResult bits = default;
        foreach (var feature in _features)
        {
            if (feature.Leaf != leaf || feature.Subleaf != subleaf && IsIndexed(leaf)) continue;
            uint bit = 1u << feature.Bit;
            bits |= feature.Register switch
            {
                CpuidRegister.Eax => new(bit, 0, 0, 0),
                CpuidRegister.Ebx => new(0, bit, 0, 0),
                CpuidRegister.Ecx => new(0, 0, bit, 0),
                _ => new(0, 0, 0, bit),
            };
        }
        return bits;
    }

    /// <summary>Leaves that look at ECX.</summary>
    private static bool IsIndexed(uint leaf) => leaf is 4 or 7 or 0xD;

    /// <summary>Family 6, model 143, stepping 8: one that kernels know no speculation faults of beyond <see cref="ArchitecturalCapabilities"/>; CLFLUSH line 64 bytes; one logical processor with APIC identifier 0.</summary>
    private static CpuidResult Version => new(0x0008_06F8, 8 << 8 | 1 << 16, 0, 0);

    /// <summary>Features that show whether software has switched them on.</summary>
    private static CpuidResult Switches(in CpuState cpu) =>
        new(0, 0, (cpu.Cr4 & Cr4.OSXSAVE) != 0 ? OsxsaveEcx : 0, (cpu.ApicBase & 1 << 11) != 0 ? ApicEdx : 0);

    /// <summary>
    /// Leaf 0xD (Intel SDM 1 13.2): which states XCR0 may name, bytes of XSAVE's area for those that it names and for all; of
    /// the compacted area; size and offset of AVX's. All processors have it at the same place.
    /// </summary>
    private CpuidResult ExtendedStateLeaf(uint subleaf, in CpuState cpu)
    {
        return subleaf switch
        {
            0 => new((uint)ExtendedStateMask, ExtendedArea.SizeOf(cpu.Xcr0), ExtendedArea.SizeOf(ExtendedStateMask), 0),
            1 when Shows("XSAVEC") => new(0, ExtendedArea.SizeOf(cpu.Xcr0), 0, 0),
            2 when (ExtendedStateMask & Xcr0.Avx) != 0 => new(ExtendedArea.AvxBytes, ExtendedArea.AvxOffset, 0, 0),
            _ => default,
        };
    }

    /// <summary>Deterministic cache parameters: 32 KiB data, 32 KiB code, 256 KiB second level.</summary>
    private static CpuidResult CacheLeaf(uint subleaf) => subleaf switch
    {
        0 => new(0x0000_0121, 7 << 22 | 63, 63, 0),
        1 => new(0x0000_0122, 7 << 22 | 63, 63, 0),
        2 => new(0x0000_0143, 3 << 22 | 63, 1023, 0),
        _ => default,
    };

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
