namespace Hyperweave.Vmm.Devices;

/// <summary>Port 0xCF9, the reset control register of Intel's bridges, which ACPI names as its reset register: bit 2 resets.</summary>
public sealed class ResetControl(Action reset) : IPortDevice
{
    public const ushort Port = 0xCF9;
    public const byte HardReset = 0x06;

    private const byte ResetProcessor = 1 << 2, HardResetSelect = 1 << 1;
    private byte _kept;

    public byte Read(int offset) => _kept;

    public void Write(int offset, byte value)
    {
        _kept = (byte)(value & HardResetSelect);
        if ((value & ResetProcessor) != 0) reset();
    }
}
