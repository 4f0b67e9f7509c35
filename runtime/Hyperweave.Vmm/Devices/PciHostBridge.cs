namespace Hyperweave.Vmm.Devices;

/// <summary>The function at slot 0 that says "this is a PC": an Intel 440FX host bridge, as QEMU's; it has nothing to configure.</summary>
public sealed class PciHostBridge : IPciFunction
{
    private const uint Intel440Fx = 0x1237_8086, HostBridgeClass = 0x0600_0000;

    private readonly PciConfigurationSpace _space = new();

    public PciHostBridge()
    {
        _space.Set(PciRegister.Identity, Intel440Fx);
        _space.Set(PciRegister.Class, HostBridgeClass);
    }

    public uint ReadConfiguration(int offset, int width) => _space.Read(offset, width);

    public void WriteConfiguration(int offset, int width, uint value) { }
}
