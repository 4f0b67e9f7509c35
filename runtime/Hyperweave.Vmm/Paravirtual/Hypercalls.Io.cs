using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Hyperweave.Abi;
using Hyperweave.Vmm.GuestMemory;

namespace Hyperweave.Vmm.Paravirtual;

/// <summary>The console and the machine's I/O ports.</summary>
internal sealed unsafe partial class Hypercalls
{
    private const ulong LargestTransfer = 1 << 20;
    private const int LargestPortBatch = 64;

    public long ConsoleWrite(ulong address, ulong length)
    {
        if (length > LargestTransfer) return HypercallError.EINVAL;
        if (!_buffer.IsAccessible(address, length, AccessKind.Read)) return HypercallError.EFAULT;
        for (int done = 0; done < (int)length;)
        {
            var part = _buffer.Part(address + (ulong)done, (int)length - done, AccessKind.Read);
            _machine.Serial.Write(part);
            done += part.Length;
        }
        return (long)length;
    }

    public long PortRead(ulong port, ulong width) =>
        IsPort(port, width) ? _machine.Platform.Ports.Read((ushort)port, (int)width) : HypercallError.EINVAL;

    public long PortWrite(ulong port, ulong width, ulong value)
    {
        if (!IsPort(port, width) || value >> (int)width * 8 != 0) return HypercallError.EINVAL;
        _machine.Platform.Ports.Write((ushort)port, (int)width, (uint)value);
        return 0;
    }

    public long PortReadString(ulong port, ulong width, ulong address, ulong count)
    {
        long error = CheckString(port, width, address, count, AccessKind.Write);
        if (error != 0) return error;
        Span<byte> unit = stackalloc byte[4];
        for (ulong done = 0; done < count; done++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(unit, _machine.Platform.Ports.Read((ushort)port, (int)width));
            _buffer.TryWrite(address + done * width, unit[..(int)width]);
        }
        return (long)count;
    }

    public long PortWriteString(ulong port, ulong width, ulong address, ulong count)
    {
        long error = CheckString(port, width, address, count, AccessKind.Read);
        if (error != 0) return error;
        Span<byte> unit = stackalloc byte[4];
        for (ulong done = 0; done < count; done++)
        {
            unit.Clear();
            _buffer.TryRead(address + done * width, unit[..(int)width]);
            _machine.Platform.Ports.Write((ushort)port, (int)width, BinaryPrimitives.ReadUInt32LittleEndian(unit));
        }
        return (long)count;
    }

    public long PortWriteBatch(ulong records, ulong count)
    {
        if (count > LargestPortBatch) return HypercallError.EINVAL;
        Span<PortRecord> batch = stackalloc PortRecord[(int)count];
        if (!_buffer.TryRead(records, MemoryMarshal.AsBytes(batch))) return HypercallError.EFAULT;
        foreach (ref readonly var record in batch)
        {
            bool sound = IsPort(record.Port, record.Width) && record.Reserved == 0 && (ulong)record.Value >> record.Width * 8 == 0;
            if (!sound) return HypercallError.EINVAL;
        }
        foreach (ref readonly var record in batch) _machine.Platform.Ports.Write(record.Port, record.Width, record.Value);
        return (long)count;
    }

    /// <summary>Ports do not wrap around, as the processor's do not.</summary>
    private static bool IsPort(ulong port, ulong width) => width is 1 or 2 or 4 && port <= 0x1_0000 - width;

    private long CheckString(ulong port, ulong width, ulong address, ulong count, AccessKind kind)
    {
        if (!IsPort(port, width) || count > LargestTransfer / width) return HypercallError.EINVAL;
        return _buffer.IsAccessible(address, count * width, kind) ? 0 : HypercallError.EFAULT;
    }
}
