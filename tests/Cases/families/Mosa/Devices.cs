namespace Families.Mosa;

/// <summary>A port as an object: wrappers through which drivers reach the intrinsics.</summary>
internal readonly struct IOPortReadWrite(ushort address)
{
    public byte Read8() => Native.In8(address); // -> in8

    public void Write8(byte data) => Native.Out8(address, data); // -> out8

    public static IOPortReadWrite operator +(IOPortReadWrite port, ushort offset) => new((ushort)(port.Address + offset));

    private ushort Address => address;
}

internal sealed class SerialPort(ushort address)
{
    private readonly IOPortReadWrite _data = new(address);

    public void Send(byte value)
    {
        while ((_data + 5).Read8() is var status && (status & 0x20) == 0)
        {
        }

        _data.Write8(value);
    }
}

/// <summary>One half declares, the other half reaches the hardware.</summary>
internal sealed partial class Board
{
    public Board()
    {
        Select(0x0D);
        Remember();
    }

    public bool IsThere { get; private set; }

    private static partial void Select(byte register);

    partial void Remember();
}

internal sealed partial class Board
{
    private static partial void Select(byte register) => Native.Out8(0x70, register); // -> out8

    partial void Remember() => IsThere = Native.In8(0x71) >= 0x80; // -> in8
}
