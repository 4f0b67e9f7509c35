namespace Hyperweave.Vmm.Devices;

/// <summary>QEMU's isa-debug-exit at port 0xF4: a write ends the machine with status (value &lt;&lt; 1) | 1.</summary>
public sealed class DebugExit(Action<MachineEnding> end) : IWidePortDevice
{
    public const ushort FirstPort = 0xF4;
    public const int PortCount = 4;

    public byte Read(int offset) => 0;
    public uint Read(int offset, int width) => 0;
    public void Write(int offset, byte value) => Write(offset, 1, value);
    public void Write(int offset, int width, uint value) => end(MachineEnding.DebugExit(value));
}
