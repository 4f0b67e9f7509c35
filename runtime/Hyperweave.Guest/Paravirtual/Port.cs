using Hyperweave.Abi;

namespace Hyperweave.Guest.Paravirtual;

/// <summary>The paravirtual forms of <see cref="Guest.Port"/>: hypercalls to the same devices. Runs of more than the limit of one call are split.</summary>
[NativeForm]
public static unsafe class Port
{
    private const int LargestRun = 65_536;

    /// <inheritdoc cref="Guest.Port.In8(ushort)"/>
    public static byte In8(ushort port) => Shared.Active ? (byte)Read(port, 1) : (byte)Native.In8(port);

    /// <inheritdoc cref="Guest.Port.In16(ushort)"/>
    public static ushort In16(ushort port) => Shared.Active ? (ushort)Read(port, 2) : (ushort)Native.In16(port);

    /// <inheritdoc cref="Guest.Port.In32(ushort)"/>
    public static uint In32(ushort port) => Shared.Active ? (uint)Read(port, 4) : Native.In32(port);

    /// <inheritdoc cref="Guest.Port.Out8(ushort, byte)"/>
    public static void Out8(ushort port, byte value)
    {
        if (Shared.Active)
            Write(port, 1, value);
        else
            Native.Out8(port, value);
    }

    /// <inheritdoc cref="Guest.Port.Out16(ushort, ushort)"/>
    public static void Out16(ushort port, ushort value)
    {
        if (Shared.Active)
            Write(port, 2, value);
        else
            Native.Out16(port, value);
    }

    /// <inheritdoc cref="Guest.Port.Out32(ushort, uint)"/>
    public static void Out32(ushort port, uint value)
    {
        if (Shared.Active)
            Write(port, 4, value);
        else
            Native.Out32(port, value);
    }

    /// <inheritdoc cref="Guest.Port.In8(ushort, Span{byte})"/>
    public static void In8(ushort port, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            if (Shared.Active)
                Transfer(Hypercall.PortReadString, port, 1, start, buffer.Length);
            else
                Native.Ins8(start, 0, port, (nuint)buffer.Length);
        }
    }

    /// <inheritdoc cref="Guest.Port.In16(ushort, Span{ushort})"/>
    public static void In16(ushort port, Span<ushort> buffer)
    {
        fixed (ushort* start = buffer)
        {
            if (Shared.Active)
                Transfer(Hypercall.PortReadString, port, 2, start, buffer.Length);
            else
                Native.Ins16(start, 0, port, (nuint)buffer.Length);
        }
    }

    /// <inheritdoc cref="Guest.Port.In32(ushort, Span{uint})"/>
    public static void In32(ushort port, Span<uint> buffer)
    {
        fixed (uint* start = buffer)
        {
            if (Shared.Active)
                Transfer(Hypercall.PortReadString, port, 4, start, buffer.Length);
            else
                Native.Ins32(start, 0, port, (nuint)buffer.Length);
        }
    }

    /// <inheritdoc cref="Guest.Port.Out8(ushort, ReadOnlySpan{byte})"/>
    public static void Out8(ushort port, ReadOnlySpan<byte> data)
    {
        fixed (byte* start = data)
        {
            if (Shared.Active)
                Transfer(Hypercall.PortWriteString, port, 1, start, data.Length);
            else
                Native.Outs8(0, start, port, (nuint)data.Length);
        }
    }

    /// <inheritdoc cref="Guest.Port.Out16(ushort, ReadOnlySpan{ushort})"/>
    public static void Out16(ushort port, ReadOnlySpan<ushort> data)
    {
        fixed (ushort* start = data)
        {
            if (Shared.Active)
                Transfer(Hypercall.PortWriteString, port, 2, start, data.Length);
            else
                Native.Outs16(0, start, port, (nuint)data.Length);
        }
    }

    /// <inheritdoc cref="Guest.Port.Out32(ushort, ReadOnlySpan{uint})"/>
    public static void Out32(ushort port, ReadOnlySpan<uint> data)
    {
        fixed (uint* start = data)
        {
            if (Shared.Active)
                Transfer(Hypercall.PortWriteString, port, 4, start, data.Length);
            else
                Native.Outs32(0, start, port, (nuint)data.Length);
        }
    }

    private static long Read(ushort port, uint width) => Shared.Call(Hypercall.PortRead, port, width);

    private static void Write(ushort port, uint width, uint value) => Shared.Call(Hypercall.PortWrite, port, width, value);

    private static void Transfer(Hypercall call, ushort port, int width, void* start, int count)
    {
        for (var done = 0; done < count; done += LargestRun)
            Shared.Call(call, port, (ulong)width, (ulong)start + (ulong)(done * width), (ulong)Math.Min(LargestRun, count - done));
    }
}
