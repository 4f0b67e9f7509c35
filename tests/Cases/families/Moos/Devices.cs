namespace Families.Moos;

/// <summary>Generic math over ports, by the width of the type.</summary>
internal static unsafe class Port<T> where T : unmanaged
{
    internal static T Read(uint port)
    {
        uint value = sizeof(T) switch
        {
            1 => Native.In8(port), // -> in8
            2 => Native.In16(port), // -> in16
            _ => Native.In32(port), // -> in32
        };
        return *(T*)&value;
    }

    internal static void Write(uint port, T value)
    {
        if (typeof(T) == typeof(byte))
            Native.Out8(port, *(byte*)&value); // -> out8
        else if (typeof(T) == typeof(ushort))
            Native.Out16(port, *(ushort*)&value); // -> out16
        else
            Native.Out32(port, *(uint*)&value); // -> out32
    }
}

internal interface IDevice
{
    byte Value { get; set; }
}

internal class Uart(uint port) : IDevice
{
    public virtual byte Value
    {
        get => Native.In8(port); // -> in8
        set => Native.Out8(port, value); // -> out8
    }
}

internal static class Clock
{
    // Register D of the real-time clock: bit 7 says that its memory is valid.
    internal static byte Status => Read(0x0D);

    private static byte Read(byte register)
    {
        Native.Out8(0x70, register); // -> out8
        return Native.In8(0x71); // -> in8
    }
}

internal static class Controllers
{
    internal static void Mask()
    {
        Native.Out8(0x21, 0xFF); // -> out8
        Native.Out8(0xA1, 0xFF); // -> out8
    }
}

internal static class Serial
{
    internal static void Write(byte value)
    {
        byte status;
        do
            status = Native.In8(0x3FD); // -> in8
        while ((status & 0x20) == 0);
        Native.Out8(0x3F8, value); // -> out8
    }
}
