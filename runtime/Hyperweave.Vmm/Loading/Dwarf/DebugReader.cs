namespace Hyperweave.Vmm.Loading.Dwarf;

/// <summary>Reads a section from front to back. Every access is checked, and a failure names the section and the place in the file.</summary>
internal sealed class DebugReader(ImageBytes file, string section, ulong start, ulong end)
{
    internal ulong At { get; private set; } = start;

    internal bool IsAtEnd => At >= end;

    internal byte U8() => file.U8(Take(1), section);
    internal ushort U16() => file.U16(Take(2), section);
    internal uint U32() => file.U32(Take(4), section);
    internal ulong U64() => file.U64(Take(8), section);

    /// <summary>Seven bits a byte, least significant first (DWARF 4, 7.6). Bits beyond 64 are dropped.</summary>
    internal ulong Unsigned() => Leb128(out _, out _);

    internal long Signed()
    {
        ulong value = Leb128(out int bits, out bool negative);
        return negative && bits < 64 ? (long)(value | ulong.MaxValue << bits) : (long)value;
    }

    /// <summary>A zero-terminated string.</summary>
    internal string Text()
    {
        string text = file.Text(At, end - At, 0);
        while (U8() != 0) { }
        return text;
    }

    /// <summary>Another reader for the next bytes, which this one goes past.</summary>
    internal DebugReader Part(ulong length) => new(file, section, Take(length), At);

    internal ImageException Bad(string problem) => file.Bad($"{section}: {problem}", At);

    private ulong Leb128(out int bits, out bool negative)
    {
        ulong value = 0;
        byte part;
        bits = 0;
        do
        {
            part = U8();
            if (bits < 64) value |= (ulong)(part & 0x7F) << bits;
            bits += 7;
        }
        while ((part & 0x80) != 0);
        negative = (part & 0x40) != 0;
        return value;
    }

    private ulong Take(ulong length)
    {
        if (length > end - At) throw Bad($"0x{length:X} bytes are wanted, 0x{end - At:X} are left");
        ulong at = At;
        At += length;
        return at;
    }
}
