namespace Hyperweave.Guest;

/// <summary>IN and OUT, and their string forms with REP (Intel SDM 1 chapter 19). The span forms move one element per access, all at one port.</summary>
[NativeForm]
public static unsafe class Port
{
    /// <summary>IN AL, DX.</summary>
    public static byte In8(ushort port) => (byte)Native.In8(port);

    /// <summary>IN AX, DX.</summary>
    public static ushort In16(ushort port) => (ushort)Native.In16(port);

    /// <summary>IN EAX, DX.</summary>
    public static uint In32(ushort port) => Native.In32(port);

    /// <summary>OUT DX, AL.</summary>
    public static void Out8(ushort port, byte value) => Native.Out8(port, value);

    /// <summary>OUT DX, AX.</summary>
    public static void Out16(ushort port, ushort value) => Native.Out16(port, value);

    /// <summary>OUT DX, EAX.</summary>
    public static void Out32(ushort port, uint value) => Native.Out32(port, value);

    /// <summary>REP INSB: fills the buffer.</summary>
    public static void In8(ushort port, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
            Native.Ins8(start, 0, port, (nuint)buffer.Length);
    }

    /// <summary>REP INSW: fills the buffer.</summary>
    public static void In16(ushort port, Span<ushort> buffer)
    {
        fixed (ushort* start = buffer)
            Native.Ins16(start, 0, port, (nuint)buffer.Length);
    }

    /// <summary>REP INSD: fills the buffer.</summary>
    public static void In32(ushort port, Span<uint> buffer)
    {
        fixed (uint* start = buffer)
            Native.Ins32(start, 0, port, (nuint)buffer.Length);
    }

    /// <summary>REP OUTSB: writes all of the data.</summary>
    public static void Out8(ushort port, ReadOnlySpan<byte> data)
    {
        fixed (byte* start = data)
            Native.Outs8(0, start, port, (nuint)data.Length);
    }

    /// <summary>REP OUTSW: writes all of the data.</summary>
    public static void Out16(ushort port, ReadOnlySpan<ushort> data)
    {
        fixed (ushort* start = data)
            Native.Outs16(0, start, port, (nuint)data.Length);
    }

    /// <summary>REP OUTSD: writes all of the data.</summary>
    public static void Out32(ushort port, ReadOnlySpan<uint> data)
    {
        fixed (uint* start = data)
            Native.Outs32(0, start, port, (nuint)data.Length);
    }
}
