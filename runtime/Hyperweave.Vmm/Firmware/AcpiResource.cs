using System.Buffers.Binary;

namespace Hyperweave.Vmm.Firmware;

/// <summary>Resource descriptors as they stand in _CRS (ACPI 6.4, section 6.4).</summary>
internal static class AcpiResource
{
    private const byte Memory = 0, Ports = 1, BusNumbers = 2;
    /// <summary>Minimum and maximum are fixed, addresses are decoded positively, and the bridge passes them on.</summary>
    private const byte FixedProducer = 0x0C;

    /// <summary>I/O ports of a device that decodes 16 bits.</summary>
    public static byte[] Io(ushort first, byte count) => [0x47, 1, (byte)first, (byte)(first >> 8), (byte)first, (byte)(first >> 8), 1, count];

    /// <summary>An ISA interrupt: edge-triggered, active high, not shared.</summary>
    public static byte[] Irq(int number) => [0x22, (byte)(1 << number), (byte)(1 << number >> 8)];

    public static byte[] BusRange(ushort first, ushort last) => Range16(BusNumbers, 0, first, last);

    /// <summary>I/O ports that a bridge passes on: all of them, ISA's and others.</summary>
    public static byte[] PortRange(ushort first, ushort last) => Range16(Ports, 3, first, last);

    /// <summary>Memory that a bridge passes on: not cached, read and write.</summary>
    public static byte[] MemoryRange(uint first, uint last)
    {
        byte[] bytes = new byte[26];
        bytes[0] = 0x87;
        bytes[1] = 23;
        (bytes[3], bytes[4], bytes[5]) = (Memory, FixedProducer, 1);
        Put(bytes, 10, first);
        Put(bytes, 14, last);
        Put(bytes, 22, last - first + 1);
        return bytes;
    }

    private static byte[] Range16(byte type, byte flags, ushort first, ushort last)
    {
        byte[] bytes = new byte[16];
        bytes[0] = 0x88;
        bytes[1] = 13;
        (bytes[3], bytes[4], bytes[5]) = (type, FixedProducer, flags);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), first);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(10), last);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(14), (ushort)(last - first + 1));
        return bytes;
    }

    private static void Put(byte[] bytes, int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(offset), value);
}
