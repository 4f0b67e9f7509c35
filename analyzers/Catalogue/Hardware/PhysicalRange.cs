using System.Collections.Generic;
using System.Linq;

namespace Hyperweave.Catalogue;

/// <summary>Guest-physical addresses at which a PC has something else than ordinary memory.</summary>
/// <param name="First">The first address.</param>
/// <param name="Last">The last address, inclusive.</param>
/// <param name="Device">What is there, as the rest of a sentence.</param>
/// <param name="Advice">What a guest does instead, as a sentence without its full stop.</param>
internal sealed record PhysicalRange(ulong First, ulong Last, string Device, string Advice)
{
    private const string Firmware = "No BIOS has run in the virtual machine: take what the loader knows from BootInformation";

    /// <summary>
    /// Sources: IBM PS/2 and PC BIOS technical reference (below 1 MiB); Intel SDM 3, section 12.4.1 (local APIC); Intel 300-series
    /// chipset datasheet 1, "system memory map" (I/O APIC, HPET, TPM).
    /// </summary>
    public static IReadOnlyList<PhysicalRange> All { get; } =
    [
        new(0x400, 0x4FF, "the BIOS data area", Firmware),
        new(0x9FC00, 0x9FFFF, "the extended BIOS data area", Firmware),
        new(0xA0000, 0xAFFFF, "VGA graphics memory", "The virtual machine shows no picture: leave it out of the paravirtual build"),
        new(0xB0000, 0xB7FFF, "VGA monochrome text memory", "Nothing shows it: write with Serial.Write"),
        new(0xB8000, 0xBFFFF, "VGA text memory", "It is seen with --screen only, when the run has ended: write with Serial.Write"),
        new(0xC0000, 0xDFFFF, "the ROMs of expansion cards", "The virtual machine has none: leave it out of the paravirtual build"),
        new(0xE0000, 0xFFFFF, "the BIOS ROM", "There is no BIOS to call: read it for the ACPI tables only, where the loader gave none"),
        new(0xFEC00000, 0xFEC00FFF, "the I/O APIC", "Each access costs an exit where the device exists: call Interrupts.SetHandler and Pic.Unmask"),
        new(0xFED00000, 0xFED003FF, "the HPET", "Each access costs an exit where the device exists: call Timer.Nanoseconds and Timer.OneShot"),
        new(0xFED40000, 0xFED44FFF, "the TPM", "The virtual machine has none: leave it out of the paravirtual build"),
        new(0xFEE00000, 0xFEE00FFF, "the local APIC", "Each access costs an exit: call Timer.OneShot and Timer.EndOfInterrupt"),
    ];

    /// <summary>What is at an address, or null for ordinary memory.</summary>
    public static PhysicalRange? Find(ulong address) => All.FirstOrDefault(range => range.First <= address && address <= range.Last);
}
