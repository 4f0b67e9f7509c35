namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>Opcodes that ModRM.reg extends (Intel SDM 2D, table A-6): what each extension adds to the opcode's form. Special ones are left to the decoder.</summary>
internal static class Groups
{
    internal const int Extensions = 8;

    /// <summary>Rows, as parts of the opcodes' forms. To SETcc and shifts of vectors nothing is added.</summary>
    internal const Form Plain = Form.Group, Arithmetic = Form.Group | (Form)((uint)Form.GroupRow * 1), Shift = Form.Group | (Form)((uint)Form.GroupRow * 2),
        Move = Form.Group | (Form)((uint)Form.GroupRow * 3), UnaryOfBytes = Form.Group | (Form)((uint)Form.GroupRow * 4),
        Unary = Form.Group | (Form)((uint)Form.GroupRow * 5), Increment = Form.Group | (Form)((uint)Form.GroupRow * 6), BitTest = Form.Group | (Form)((uint)Form.GroupRow * 7);

    private const Form Reads = Form.ReadsRm, Changes = Form.ChangesRm, Writes = Form.WritesRm, Other = Form.Special, Multiplies = Form.ReadsRm | Form.WritesA | Form.WritesD;

    /// <summary>Row after row, by the extension.</summary>
    internal static readonly Form[] Table =
    [
        0, 0, 0, 0, 0, 0, 0, 0,
        Changes, Changes, Changes, Changes, Changes, Changes, Changes, Reads,
        Changes, Changes, Changes, Changes, Changes, Changes, Changes, Changes,
        Writes, Other, Other, Other, Other, Other, Other, Other,
        Reads | Form.Immediate8, Reads | Form.Immediate8, Changes, Changes, Multiplies, Multiplies, Multiplies, Multiplies,
        Reads | Form.ImmediateFull, Reads | Form.ImmediateFull, Changes, Changes, Multiplies, Multiplies, Multiplies, Multiplies,
        Changes, Changes, Other, Other, Other, Other, Other, Other,
        Other, Other, Other, Other, Reads, Changes, Changes, Changes,
    ];
}
