using System.Collections.Generic;
using System.Linq;

namespace Hyperweave.Catalogue;

/// <summary>A model-specific register that the virtual processor has. Any other is #GP there.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Name">The manual's name.</param>
/// <param name="Bits">How many bits of it mean something, counted from bit 0.</param>
internal sealed record ModelSpecific(uint Number, string Name, int Bits)
{
    /// <summary>Intel SDM 4, chapter 2, table 2-2. A test holds the list against the VMM's own.</summary>
    public static IReadOnlyList<ModelSpecific> All { get; } =
    [
        new(0x10, "IA32_TIME_STAMP_COUNTER", 64),
        new(0x17, "IA32_PLATFORM_ID", 64),
        new(0x1B, "IA32_APIC_BASE", 64),
        new(0x3B, "IA32_TSC_ADJUST", 64),
        new(0x8B, "IA32_BIOS_SIGN_ID", 64),
        new(0x10A, "IA32_ARCH_CAPABILITIES", 64),
        new(0x174, "IA32_SYSENTER_CS", 32),
        new(0x175, "IA32_SYSENTER_ESP", 64),
        new(0x176, "IA32_SYSENTER_EIP", 64),
        new(0x179, "IA32_MCG_CAP", 32),
        new(0x17A, "IA32_MCG_STATUS", 32),
        new(0x1A0, "IA32_MISC_ENABLE", 64),
        new(0x277, "IA32_PAT", 64),
        new(0x6E0, "IA32_TSC_DEADLINE", 64),
        new(0x802, "IA32_X2APIC_APICID", 32),
        new(0x803, "IA32_X2APIC_VERSION", 32),
        new(0x808, "IA32_X2APIC_TPR", 8),
        new(0x80A, "IA32_X2APIC_PPR", 8),
        new(0x80B, "IA32_X2APIC_EOI", 0),
        new(0x80D, "IA32_X2APIC_LDR", 32),
        new(0x80F, "IA32_X2APIC_SIVR", 32),
        .. Enumerable.Range(0, 8).Select(word => new ModelSpecific(0x810 + (uint)word, "IA32_X2APIC_ISR" + word, 32)),
        .. Enumerable.Range(0, 8).Select(word => new ModelSpecific(0x818 + (uint)word, "IA32_X2APIC_TMR" + word, 32)),
        .. Enumerable.Range(0, 8).Select(word => new ModelSpecific(0x820 + (uint)word, "IA32_X2APIC_IRR" + word, 32)),
        new(0x828, "IA32_X2APIC_ESR", 0),
        new(0x830, "IA32_X2APIC_ICR", 64),
        new(0x832, "IA32_X2APIC_LVT_TIMER", 32),
        new(0x833, "IA32_X2APIC_LVT_THERMAL", 32),
        new(0x834, "IA32_X2APIC_LVT_PMI", 32),
        new(0x835, "IA32_X2APIC_LVT_LINT0", 32),
        new(0x836, "IA32_X2APIC_LVT_LINT1", 32),
        new(0x837, "IA32_X2APIC_LVT_ERROR", 32),
        new(0x838, "IA32_X2APIC_INIT_COUNT", 32),
        new(0x839, "IA32_X2APIC_CUR_COUNT", 32),
        new(0x83E, "IA32_X2APIC_DIV_CONF", 32),
        new(0x83F, "IA32_X2APIC_SELF_IPI", 8),
        new(0xC0000080, "IA32_EFER", 32),
        new(0xC0000081, "IA32_STAR", 64),
        new(0xC0000082, "IA32_LSTAR", 64),
        new(0xC0000083, "IA32_CSTAR", 64),
        new(0xC0000084, "IA32_FMASK", 32),
        new(0xC0000100, "IA32_FS_BASE", 64),
        new(0xC0000101, "IA32_GS_BASE", 64),
        new(0xC0000102, "IA32_KERNEL_GS_BASE", 64),
        new(0xC0000103, "IA32_TSC_AUX", 32),
    ];

    /// <summary>The register with this number, or null where the virtual processor has none.</summary>
    public static ModelSpecific? Find(ulong number) => All.FirstOrDefault(register => register.Number == number);
}
