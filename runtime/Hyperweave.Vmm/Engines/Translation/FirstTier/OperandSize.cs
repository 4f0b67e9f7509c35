namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>How many bytes of memory an instruction reads or writes (Intel SDM 2D, opcode maps ).</summary>
internal static class OperandSize
{
    private const int PackedDouble = 1, ScalarSingle = 2, ScalarDouble = 3;

    internal static int Of(in GuestBytes bytes)
    {
        if ((bytes.Form & Form.VectorReg) != 0) return OfVector(bytes.Opcode, bytes.PrefixIndex, bytes.IsWide);
        if ((bytes.Form & Form.Bytes) != 0) return 1;
        if ((bytes.Form & Form.NarrowRm) != 0) return (bytes.Opcode & 1) == 0 ? 1 : 2;
        if (bytes.Opcode == 0x63 && !bytes.IsTwoByte) return 4;
        return bytes.IsWide ? 8 : bytes.HasWordPrefix ? 2 : 4;
    }

    private static int OfVector(byte opcode, int prefix, bool isWide) => opcode switch
    {
        0x12 or 0x13 or 0x16 or 0x17 or 0xD6 => 8,
        0x6E => isWide ? 8 : 4,
        0x7E => prefix == ScalarSingle || isWide ? 8 : 4,
        0x2E or 0x2F => prefix == PackedDouble ? 8 : 4,
        0x5A when prefix is not PackedDouble => prefix == ScalarSingle ? 4 : 8,
        0x10 or 0x11 or 0x51 or (>= 0x58 and <= 0x5F and not 0x5B) => prefix switch { ScalarSingle => 4, ScalarDouble => 8, _ => 16 },
        _ => 16,
    };
}
