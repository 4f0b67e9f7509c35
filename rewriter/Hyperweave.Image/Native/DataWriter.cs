using System.Buffers.Binary;
using Hyperweave.Image.Elf;

namespace Hyperweave.Image.Native;

/// <summary>Writes the bytes of a data symbol: little-endian numbers and the addresses of other symbols.</summary>
public sealed class DataWriter
{
    private readonly List<byte> _bytes = [];
    private readonly List<CodeReference> _references = [];

    internal byte[] Bytes => [.. _bytes];

    internal IReadOnlyList<CodeReference> References => _references;

    public void Raw(ReadOnlySpan<byte> bytes) => _bytes.AddRange(bytes);

    public void Number16(ushort value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
        Raw(bytes);
    }

    public void Number32(uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        Raw(bytes);
    }

    public void Number64(ulong value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        Raw(bytes);
    }

    /// <summary>The address of a symbol in 32 bits; images are linked below 4 GiB.</summary>
    public void Address32(string symbol) => Address(symbol, RelocationType.Absolute32, sizeof(uint));

    /// <summary>The address of a symbol in 64 bits.</summary>
    public void Address64(string symbol) => Address(symbol, RelocationType.Absolute64, sizeof(ulong));

    private void Address(string symbol, RelocationType type, int size)
    {
        _references.Add(new CodeReference((ulong)_bytes.Count, type, symbol, 0));
        Raw(new byte[size]);
    }
}
