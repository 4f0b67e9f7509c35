namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>Opcodes that ModRM.reg extends (Intel SDM 2D, table A-6).</summary>
internal static class Groups
{
    private const int Test = 0, TestAlias = 1, Not = 2, Negate = 3;

    /// <summary>What the extension adds to the opcode's form; without it the opcode is left to the decoder.</summary>
    internal static Form FormOf(in GuestBytes bytes) => bytes.IsTwoByte ? OfTwoByte(bytes) : bytes.Opcode switch
    {
        0x80 or 0x81 or 0x83 => bytes.Extension == 7 ? Form.ReadsRm : Form.ChangesRm,
        0xC0 or 0xC1 or 0xD0 or 0xD1 or 0xD2 or 0xD3 => Form.ChangesRm,
        0xC6 or 0xC7 => bytes.Extension == 0 ? Form.WritesRm : Form.Special,
        0xF6 or 0xF7 => OfUnary(bytes),
        _ => bytes.Extension is 0 or 1 ? Form.ChangesRm : Form.Special,
    };

    private static Form OfUnary(in GuestBytes bytes) => bytes.Extension switch
    {
        Test or TestAlias => Form.ReadsRm | (bytes.Opcode == 0xF6 ? Form.Immediate8 : Form.ImmediateFull),
        Not or Negate => Form.ChangesRm,
        _ => Form.ReadsRm | Form.WritesA | Form.WritesD,
    };

    /// <summary>SETcc, and the bit tests by a constant.</summary>
    private static Form OfTwoByte(in GuestBytes bytes) => bytes.Opcode switch
    {
        0xBA when bytes.Extension < 4 => Form.Special,
        0xBA when bytes.Extension == 4 => Form.ReadsRm,
        0xBA => Form.ChangesRm,
        _ => 0,
    };
}
