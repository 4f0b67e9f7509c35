using Hyperweave.Vmm.GuestMemory;

namespace Hyperweave.Vmm.Devices;

/// <summary>One PCI function's configuration space (PCI Local Bus 3.0, chapter 6): 256 bytes; a width of 1, 2 or 4 does not cross a multiple of four.</summary>
public interface IPciFunction
{
    uint ReadConfiguration(int offset, int width);
    void WriteConfiguration(int offset, int width, uint value);
}

/// <summary>A function with registers in memory: behind its base address register, as the guest has set it.</summary>
public interface IPciMemory
{
    bool Decodes(ulong physical, out uint offset);

    /// <param name="width">1, 2 or 4 bytes.</param>
    uint ReadMemory(uint offset, int width);
    void WriteMemory(uint offset, int width, uint value);
}

/// <summary>
/// PCI bus 0, reached by configuration mechanism 1 (PCI Local Bus 3.0, section 3.2.2.3.2): the address at port 0xCF8, data at
/// 0xCFC. One function a slot; where there is none, reads give ones.
/// </summary>
public sealed class PciBus
{
    public const ushort AddressPort = 0xCF8, DataPort = 0xCFC;
    public const int SlotCount = 32, PinCount = 4;

    /// <summary>The guest-physical addresses that the host bridge passes on to functions.</summary>
    public const ulong MemoryStart = GuestMemoryMap.LowLimit, MemoryLength = IoApic.PhysicalBase - MemoryStart;

    private const uint Enable = 1u << 31;

    /// <summary>Two level-triggered lines carry the four pins of all slots.</summary>
    private static readonly int[] Lines = [10, 11];

    private readonly IPciFunction?[] _slots = new IPciFunction?[SlotCount];
    private uint _address;

    /// <summary>The interrupt line of a slot's pin (0 for INTA): what the DSDT's _PRT and a function's interrupt line register say.</summary>
    public static int LineOf(int slot, int pin) => Lines[(slot + pin) % Lines.Length];

    public void Attach(PortBus ports, MemoryBus memory)
    {
        memory.Attach(MemoryStart, MemoryLength, new MemoryWindow(this));
        ports.Attach(AddressPort, 1, new AddressRegister(this));
        ports.Attach(DataPort, 4, new DataRegister(this));
    }

    /// <exception cref="InvalidOperationException">The slot is taken.</exception>
    public void Attach(int slot, IPciFunction function)
    {
        if (_slots[slot] is not null) throw new InvalidOperationException($"PCI slot {slot} has a function already");
        _slots[slot] = function;
    }

    /// <summary>The function that the address register selects: bus 0, function 0.</summary>
    private IPciFunction? Selected => (_address & Enable) != 0 && (_address >> 16 & 0xFF) == 0 && (_address >> 8 & 7) == 0
        ? _slots[_address >> 11 & 31]
        : null;

    private IPciMemory? Decoding(ulong physical, out uint offset)
    {
        offset = 0;
        foreach (var function in _slots)
            if (function is IPciMemory memory && memory.Decodes(physical, out offset)) return memory;
        return null;
    }

    private static uint Ones(int width) => (uint)(ulong.MaxValue >> 64 - 8 * width);

    private sealed class AddressRegister(PciBus bus) : IWidePortDevice
    {
        public byte Read(int offset) => 0xFF;
        public void Write(int offset, byte value) { }

        // Only 32-bit accesses reach the register; narrower ones go to the ports beside it.
        public uint Read(int offset, int width) => width == 4 ? bus._address : Ones(width);

        public void Write(int offset, int width, uint value)
        {
            if (width == 4) bus._address = value & 0x80FF_FFFC;
        }
    }

    private sealed class DataRegister(PciBus bus) : IWidePortDevice
    {
        public byte Read(int offset) => (byte)Read(offset, 1);
        public void Write(int offset, byte value) => Write(offset, 1, value);

        public uint Read(int offset, int width) =>
            Fits(offset, width) && bus.Selected is { } function ? function.ReadConfiguration(Register(offset), width) : Ones(width);

        public void Write(int offset, int width, uint value)
        {
            if (Fits(offset, width)) bus.Selected?.WriteConfiguration(Register(offset), width, value);
        }

        private static bool Fits(int offset, int width) => offset + width <= 4;

        private int Register(int offset) => (int)(bus._address & 0xFC) + offset;
    }

    private sealed class MemoryWindow(PciBus bus) : IMemoryDevice
    {
        public uint Read(uint offset) => Read(offset, 4);
        public void Write(uint offset, uint value) => Write(offset, 4, value);

        public uint Read(uint offset, int width) =>
            bus.Decoding(MemoryStart + offset, out uint register) is { } function ? function.ReadMemory(register, width) : Ones(width);

        public void Write(uint offset, int width, uint value) =>
            bus.Decoding(MemoryStart + offset, out uint register)?.WriteMemory(register, width, value);
    }
}
