namespace Hyperweave.Vmm.Devices;

/// <summary>Offsets in configuration space, header type 0 (PCI Local Bus 3.0, section 6.1).</summary>
internal static class PciRegister
{
    /// <summary>Vendor in the lower half, device in the upper.</summary>
    public const int Identity = 0x00;
    public const int Command = 0x04, Status = 0x06;
    /// <summary>Revision in the lowest byte, class code above it.</summary>
    public const int Class = 0x08;
    public const int Bar0 = 0x10, Subsystem = 0x2C, Capabilities = 0x34, InterruptLine = 0x3C, InterruptPin = 0x3D;

    public const uint MemoryEnable = 1 << 1, BusMaster = 1 << 2, InterruptDisable = 1 << 10;
    public const ushort StatusInterrupt = 1 << 3, StatusCapabilities = 1 << 4;
}
