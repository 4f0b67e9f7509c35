using System;
using System.Collections.Generic;
using System.Linq;

namespace Hyperweave.Catalogue;

/// <summary>The widths of access that a device's ports are made for.</summary>
[Flags]
internal enum PortWidths
{
    Byte = 8,
    Word = 16,
    Doubleword = 32,
    ByteOrWord = Byte | Word,
    WordOrDoubleword = Word | Doubleword,
    Any = Byte | Word | Doubleword,
}

/// <summary>Ports of one device. The value of a <see cref="PortWidths"/> member is its number of bits.</summary>
/// <param name="First">The first port.</param>
/// <param name="Last">The last port, inclusive.</param>
/// <param name="Widths">The accesses that it takes.</param>
/// <param name="Device">The device's name, as the rest of a sentence.</param>
/// <param name="IsDelay">Whether kernels write there for nothing but the time that the bus needs.</param>
internal sealed record PortRange(ushort First, ushort Last, PortWidths Widths, string Device, bool IsDelay = false)
{
    /// <summary>The device at a port, or null where the table knows none.</summary>
    public static PortRange? Find(ulong port) => Ports.All.FirstOrDefault(range => range.First <= port && port <= range.Last);

    /// <summary>Whether the device takes an access of so many bits.</summary>
    public bool Takes(int bits) => ((int)Widths & bits) != 0;

    /// <summary>The widths as text, the narrowest first.</summary>
    public IEnumerable<int> Bits => new[] { 8, 16, 32 }.Where(Takes);
}
