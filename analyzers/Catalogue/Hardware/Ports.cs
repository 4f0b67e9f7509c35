using System.Collections.Generic;

namespace Hyperweave.Catalogue;

/// <summary>
/// The ports of a PC whose width of access is fixed. Sources: Intel 82371AB (PIIX4) datasheet, chapter 3, and Intel 300-series
/// chipset datasheet 1, "fixed I/O decode ranges"; PCI Local Bus 3.0, section 3.2.2.3.2 (CF8h takes doublewords only); ATA/ATAPI-6,
/// section 9 (only the data register is wider than a byte); IBM VGA (index and data as one word); QEMU docs/specs for its own devices,
/// and ACPI 6.4, section 4.8.3, for the power management ports where QEMU and this project's machine have them.
/// </summary>
internal static class Ports
{
    private const string Uart = "a 16550 serial port";
    private const string Ata = "an ATA task file";
    private const string Vga = "the VGA registers";

    public static IReadOnlyList<PortRange> All { get; } =
    [
        new(0x00, 0x1F, PortWidths.Byte, "the 8237 DMA controller (channels 0 to 3)"),
        new(0x20, 0x21, PortWidths.Byte, "the primary 8259A interrupt controller"),
        new(0x40, 0x43, PortWidths.Byte, "the 8254 interval timer"),
        new(0x60, 0x60, PortWidths.Byte, "the 8042 keyboard controller"),
        new(0x61, 0x61, PortWidths.Byte, "system control port B"),
        new(0x64, 0x64, PortWidths.Byte, "the 8042 keyboard controller"),
        new(0x70, 0x77, PortWidths.Byte, "the real-time clock and its CMOS memory"),
        new(0x80, 0x80, PortWidths.Byte, "the POST code display", IsDelay: true),
        new(0x81, 0x8F, PortWidths.Byte, "the DMA page registers"),
        new(0x92, 0x92, PortWidths.Byte, "system control port A"),
        new(0xA0, 0xA1, PortWidths.Byte, "the secondary 8259A interrupt controller"),
        new(0xB2, 0xB3, PortWidths.Byte, "the power management ports"),
        new(0xC0, 0xDF, PortWidths.Byte, "the 8237 DMA controller (channels 4 to 7)"),
        new(0xE9, 0xE9, PortWidths.Byte, "the debug console of Bochs and QEMU"),
        new(0xED, 0xED, PortWidths.Byte, "no device", IsDelay: true),
        new(0xF4, 0xF7, PortWidths.Any, "the debug exit"),
        new(0x170, 0x170, PortWidths.WordOrDoubleword, "an ATA data register"),
        new(0x171, 0x177, PortWidths.Byte, Ata),
        new(0x1CE, 0x1D0, PortWidths.Word, "the Bochs display interface"),
        new(0x1F0, 0x1F0, PortWidths.WordOrDoubleword, "an ATA data register"),
        new(0x1F1, 0x1F7, PortWidths.Byte, Ata),
        new(0x2E8, 0x2EF, PortWidths.Byte, Uart),
        new(0x2F8, 0x2FF, PortWidths.Byte, Uart),
        new(0x376, 0x376, PortWidths.Byte, Ata),
        new(0x378, 0x37A, PortWidths.Byte, "the parallel port"),
        new(0x3B4, 0x3B4, PortWidths.ByteOrWord, Vga),
        new(0x3B5, 0x3B5, PortWidths.Byte, Vga),
        new(0x3C0, 0x3C3, PortWidths.Byte, Vga),
        new(0x3C4, 0x3C4, PortWidths.ByteOrWord, Vga),
        new(0x3C5, 0x3CD, PortWidths.Byte, Vga),
        new(0x3CE, 0x3CE, PortWidths.ByteOrWord, Vga),
        new(0x3CF, 0x3D3, PortWidths.Byte, Vga),
        new(0x3D4, 0x3D4, PortWidths.ByteOrWord, Vga),
        new(0x3D5, 0x3DF, PortWidths.Byte, Vga),
        new(0x3E8, 0x3EF, PortWidths.Byte, Uart),
        new(0x3F0, 0x3F5, PortWidths.Byte, "the floppy controller"),
        new(0x3F6, 0x3F6, PortWidths.Byte, Ata),
        new(0x3F7, 0x3F7, PortWidths.Byte, "the floppy controller"),
        new(0x3F8, 0x3FF, PortWidths.Byte, Uart),
        new(0x4D0, 0x4D1, PortWidths.Byte, "the edge and level registers of the 8259A pair"),
        new(0x510, 0x510, PortWidths.Word, "the selector of QEMU's firmware configuration"),
        new(0x511, 0x511, PortWidths.Byte, "the data port of QEMU's firmware configuration"),
        new(0x514, 0x51B, PortWidths.Doubleword, "the DMA address of QEMU's firmware configuration"),
        new(0x604, 0x605, PortWidths.Word, "the ACPI power control register"),
        new(0x608, 0x60B, PortWidths.Doubleword, "the ACPI timer"),
        new(0xCF8, 0xCF8, PortWidths.Doubleword, "the PCI configuration address"),
        new(0xCF9, 0xCF9, PortWidths.Byte, "the reset control register"),
        new(0xCFC, 0xCFF, PortWidths.Any, "the PCI configuration data"),
    ];
}
