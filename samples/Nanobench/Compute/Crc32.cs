namespace Nanobench.Compute;

/// <summary>The CRC of IEEE 802.3, a byte at a time through a table of 256.</summary>
internal static class Crc32
{
    private const uint ReversedPolynomial = 0xEDB8_8320;
    private const int DataBytes = 1 << 20;
    private const int Passes = 8;

    private static byte[]? s_data;
    private static uint[]? s_table;

    public static void Prepare()
    {
        s_table = BuildTable();
        s_data = new byte[DataBytes];
        var generator = new Generator(32);
        for (var index = 0; index < DataBytes; index++)
            s_data[index] = (byte)generator.Next();
    }

    public static ulong Run(int operations)
    {
        var crc = uint.MaxValue;
        for (var pass = 0; pass < Passes; pass++)
            crc = Update(crc, s_data!, s_table!);
        return ~crc;
    }

    private static uint Update(uint crc, byte[] data, uint[] table)
    {
        foreach (var value in data)
            crc = table[(byte)crc ^ value] ^ (crc >> 8);
        return crc;
    }

    private static uint[] BuildTable()
    {
        var table = new uint[256];
        for (uint index = 0; index < 256; index++)
        {
            var value = index;
            for (var bit = 0; bit < 8; bit++)
                value = (value & 1) == 0 ? value >> 1 : (value >> 1) ^ ReversedPolynomial;
            table[index] = value;
        }
        return table;
    }
}
