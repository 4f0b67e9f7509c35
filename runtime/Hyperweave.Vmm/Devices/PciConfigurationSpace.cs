using System.Buffers.Binary;

namespace Hyperweave.Vmm.Devices;

/// <summary>A function's 256 bytes of configuration registers, and which of their bits software can change.</summary>
public sealed class PciConfigurationSpace
{
    private readonly byte[] _values = new byte[256], _writable = new byte[256];

    public void Set(int offset, byte value) => _values[offset] = value;

    public void Set(int offset, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(_values.AsSpan(offset), value);

    public void Set(int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(_values.AsSpan(offset), value);

    public void AllowWrites(int offset, uint mask) => BinaryPrimitives.WriteUInt32LittleEndian(_writable.AsSpan(offset), mask);

    public uint Register(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(_values.AsSpan(offset));

    /// <param name="width">1, 2 or 4 bytes, within a register.</param>
    public uint Read(int offset, int width) => Register(offset & ~3) >> 8 * (offset & 3) & (uint)(ulong.MaxValue >> 64 - 8 * width);

    public void Write(int offset, int width, uint value)
    {
        for (int i = 0; i < width; i++)
        {
            byte mask = _writable[offset + i], written = (byte)(value >> 8 * i);
            _values[offset + i] = (byte)(_values[offset + i] & ~mask | written & mask);
        }
    }
}
