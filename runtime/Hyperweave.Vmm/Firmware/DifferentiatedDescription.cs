using Hyperweave.Vmm.Devices;
using Hyperweave.Vmm.GuestMemory;

namespace Hyperweave.Vmm.Firmware;

/// <summary>The DSDT's code: the PCI host bridge with its windows and interrupt routing, the ISA devices, and soft off.</summary>
internal static class DifferentiatedDescription
{
    private const uint AnyFunction = 0xFFFF;

    public static byte[] Write()
    {
        var aml = new AmlWriter();
        aml.PackageName("\\_S5", AcpiPowerManagement.SoftOff, AcpiPowerManagement.SoftOff, 0, 0);
        aml.Scope("\\_SB", bus => bus.Device("PCI0", WriteHostBridge));
        return aml.ToArray();
    }

    private static void WriteHostBridge(AmlWriter bridge)
    {
        bridge.EisaName("_HID", "PNP0A03");
        bridge.Name("_UID", 0);
        bridge.ResourceName("_CRS",
            AcpiResource.BusRange(0, 0),
            AcpiResource.Io(PciBus.AddressPort, 8),
            AcpiResource.PortRange(0, PciBus.AddressPort - 1),
            AcpiResource.PortRange(PciBus.DataPort + 4, ushort.MaxValue),
            AcpiResource.MemoryRange((uint)GuestMemoryMap.LowLimit, (uint)IoApic.PhysicalBase - 1));
        bridge.TableName("_PRT", Routes());
        bridge.Device("COM1", device => WriteIsa(device, "PNP0501", [AcpiResource.Io(SerialPort16550.FirstPort, SerialPort16550.PortCount), AcpiResource.Irq(SerialPort16550.Irq)]));
        bridge.Device("RTC_", device => WriteIsa(device, "PNP0B00", [AcpiResource.Io(RealTimeClock.FirstPort, RealTimeClock.PortCount), AcpiResource.Irq(RealTimeClock.Irq)]));
        bridge.Device("KBD_", device => WriteIsa(device, "PNP0303",
            [AcpiResource.Io(KeyboardController8042.DataPort, 1), AcpiResource.Io(KeyboardController8042.CommandPort, 1), AcpiResource.Irq(KeyboardController8042.Irq)]));
    }

    /// <summary>Device and pin, no link device, the line itself.</summary>
    private static IEnumerable<uint[]> Routes()
    {
        for (int slot = 0; slot < PciBus.SlotCount; slot++)
        {
            for (int pin = 0; pin < PciBus.PinCount; pin++)
                yield return [(uint)slot << 16 | AnyFunction, (uint)pin, 0, (uint)PciBus.LineOf(slot, pin)];
        }
    }

    private static void WriteIsa(AmlWriter device, string identifier, byte[][] resources)
    {
        device.EisaName("_HID", identifier);
        device.Name("_STA", 0x0F);
        device.ResourceName("_CRS", resources);
    }
}
