namespace Hyperweave.Vmm.Devices;

/// <summary>Port 0x80: power-on self-test codes; kernels also write it to wait a microsecond. It keeps the last value.</summary>
public sealed class PostCodePort : IPortDevice
{
    public const ushort Port = 0x80;

    private byte _last;

    public byte Read(int offset) => _last;
    public void Write(int offset, byte value) => _last = value;
}

/// <summary>Port 0x92, system control A: bit 0 resets the processor, bit 1 is A20, which stays on.</summary>
public sealed class SystemControlA(Action reset) : IPortDevice
{
    public const ushort Port = 0x92;

    public byte Read(int offset) => 2;

    public void Write(int offset, byte value)
    {
        if ((value & 1) != 0) reset();
    }
}
