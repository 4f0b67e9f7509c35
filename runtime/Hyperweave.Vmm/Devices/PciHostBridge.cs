using System.Buffers.Binary;

namespace Hyperweave.Vmm.Devices;

/// <summary>The function at slot 0 that says "this is a PC": an Intel 440FX host bridge, as QEMU's; it has nothing to configure.</summary>
public sealed class PciHostBridge : IPciFunction
{
    private readonly byte[] _space = new byte[256];

    public PciHostBridge()
    {
        const ushort intel = 0x8086, bridge440Fx = 0x1237, hostBridgeClass = 0x0600;
        BinaryPrimitives.WriteUInt16LittleEndian(_space, intel);
        BinaryPrimitives.WriteUInt16LittleEndian(_space.AsSpan(2), bridge440Fx);
        BinaryPrimitives.WriteUInt16LittleEndian(_space.AsSpan(10), hostBridgeClass);
    }

    public uint ReadConfiguration(int offset, int width)
    {
        uint register = BinaryPrimitives.ReadUInt32LittleEndian(_space.AsSpan(offset & ~3));
        return register >> 8 * (offset & 3) & (uint)(ulong.MaxValue >> 64 - 8 * width);
    }

    public void WriteConfiguration(int offset, int width, uint value) { }
}
