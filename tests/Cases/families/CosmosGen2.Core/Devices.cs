using Cosmos.Core;

namespace Families.CosmosGen2.Hal;

/// <summary>Wrappers in an assembly of their own: the kernel that calls them has no site there.</summary>
public static class InterruptControllers
{
    public static byte Mask
    {
        get => (byte)(IOPort.Read8(0x21) & IOPort.Read8(0xA1)); // -> in8 in8
        set
        {
            IOPort.Write8(0x21, value); // -> out8
            IOPort.Write8(0xA1, value); // -> out8
        }
    }
}

public class SerialPort(int port)
{
    public virtual void Send(byte value)
    {
        while ((IOPort.Read8(port + 5) & 0x20) == 0) // -> in8
            IOPort.Wait(); // -> port-delay
        IOPort.Write8(port, value); // -> out8
    }

    public Func<byte> Reader(int register) => () => IOPort.Read8(port + register); // -> in8

    public Action<byte> Writer(int register) => value => IOPort.Write8(port + register, value); // -> out8
}

/// <summary>Generic math over ports: a width is a type.</summary>
public interface IWidth<T> where T : IWidth<T>
{
    static abstract uint Read(int port);

    static abstract void Write(int port, uint value);
}

public readonly struct Word : IWidth<Word>
{
    public static uint Read(int port) => IOPort.Read16(port); // -> in16

    public static void Write(int port, uint value) => IOPort.Write16(port, (ushort)value); // -> out16
}

public readonly struct DWord : IWidth<DWord>
{
    public static uint Read(int port) => IOPort.Read32(port); // -> in32

    public static void Write(int port, uint value) => IOPort.Write32(port, value); // -> out32
}
