using System.Runtime.InteropServices;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// The opcodes that the first tier moves by itself (Intel SDM 2D, opcode maps ): what compilers emit for general registers, and SSE2's
/// moves and arithmetic on XMM registers and memory. All belong to every x86-64 processor.
/// </summary>
internal static unsafe class Forms
{
    /// <summary>Places in <see cref="Table"/>.</summary>
    internal const int TwoByte = 256, Group = 5 * 256;

    /// <summary>
    /// By the opcode byte; behind 0F by the byte and its prefix: none, 66, F3, F2; then what <see cref="Groups"/> add. It stays where it is: code that
    /// was compiled ahead of time looks at each use of a static field whether it is there yet, at a pointer that it was given it does not.
    /// </summary>
    internal static readonly Form* Table = Make();

    internal static int IndexOf(byte opcode, int prefix) => prefix << 8 | opcode;

    private static Form* Make()
    {
        Form[] forms = [.. MakeOneByte(), .. MakeTwoByte().Select(form => form | Form.TwoByte), .. Groups.Table];
        var table = (Form*)NativeMemory.Alloc((nuint)forms.Length, sizeof(Form));
        forms.CopyTo(new Span<Form>(table, forms.Length));
        return table;
    }

    private static Form[] MakeOneByte()
    {
        var forms = new Form[256];
        foreach (byte prefix in (ReadOnlySpan<byte>)[0x26, 0x2E, 0x36, 0x3E, 0x64, 0x65, 0x66, 0xF0, 0xF2, 0xF3]) forms[prefix] = Form.Prefix;
        for (int operation = 0; operation < 8; operation++) Arithmetic(forms, operation * 8, isCompare: operation == 7);
        Set(forms, 0x50, 8, Form.Special);
        Set(forms, 0x58, 8, Form.Special);
        Set(forms, 0x63, 1, Form.ModRm | Form.WritesReg | Form.ReadsRm);
        Set(forms, 0x68, 1, Form.ImmediateFull);
        Set(forms, 0x6A, 1, Form.Immediate8);
        Set(forms, 0x69, 1, Form.ModRm | Form.ImmediateFull | Form.WritesReg | Form.ReadsRm);
        Set(forms, 0x6B, 1, Form.ModRm | Form.Immediate8 | Form.WritesReg | Form.ReadsRm);
        Set(forms, 0x70, 16, Form.Immediate8 | Form.Special);
        Set(forms, 0x80, 1, Form.ModRm | Form.Immediate8 | Form.Bytes | Groups.Arithmetic);
        Set(forms, 0x81, 1, Form.ModRm | Form.ImmediateFull | Groups.Arithmetic);
        Set(forms, 0x83, 1, Form.ModRm | Form.Immediate8 | Groups.Arithmetic);
        SetPair(forms, 0x84, Form.ModRm | Form.ReadsReg | Form.ReadsRm);
        SetPair(forms, 0x86, Form.ModRm | Form.ChangesReg | Form.ChangesRm);
        SetPair(forms, 0x88, Form.ModRm | Form.ReadsReg | Form.WritesRm | Form.HasDirection);
        SetPair(forms, 0x8A, Form.ModRm | Form.WritesReg | Form.ReadsRm | Form.HasDirection);
        Set(forms, 0x8D, 1, Form.ModRm | Form.MemoryOnly | Form.WritesReg | Form.Special);
        Set(forms, 0x90, 1, Form.Nothing);
        Set(forms, 0x98, 1, Form.WritesA);
        Set(forms, 0x99, 1, Form.WritesD);
        Set(forms, 0xA8, 1, Form.Immediate8 | Form.Bytes);
        Set(forms, 0xA9, 1, Form.ImmediateFull);
        Set(forms, 0xB0, 8, Form.OpcodeRegister | Form.Immediate8 | Form.Bytes | Form.WritesReg);
        Set(forms, 0xB8, 8, Form.OpcodeRegister | Form.ImmediateFull | Form.ImmediateWide | Form.WritesReg);
        Shifts(forms, 0xC0, Form.Immediate8);
        Shifts(forms, 0xD0, 0);
        Shifts(forms, 0xD2, 0);
        Set(forms, 0xC3, 1, Form.Special);
        Set(forms, 0x9C, 1, Form.Special);
        Set(forms, 0xA4, 4, Form.Special);
        Set(forms, 0xAA, 6, Form.Special);
        Set(forms, 0xC9, 1, Form.Special);
        Set(forms, 0xFA, 2, Form.Special);
        SetPair(forms, 0xC6, Form.ModRm | Form.ImmediateFull | Groups.Move);
        forms[0xC6] = Form.Known | Form.ModRm | Form.Immediate8 | Form.Bytes | Groups.Move;
        Set(forms, 0xE8, 2, Form.ImmediateFull | Form.Special);
        Set(forms, 0xEB, 1, Form.Immediate8 | Form.Special);
        SetPair(forms, 0xF6, Form.ModRm | Groups.Unary);
        forms[0xF6] = Form.Known | Form.ModRm | Form.Bytes | Groups.UnaryOfBytes;
        SetPair(forms, 0xFE, Form.ModRm | Groups.Increment);
        return forms;
    }

    private static void Arithmetic(Form[] forms, int first, bool isCompare)
    {
        var (to, from) = isCompare ? (Form.ReadsRm, Form.ReadsReg) : (Form.ChangesRm, Form.ChangesReg);
        SetPair(forms, first, Form.ModRm | to | Form.ReadsReg | Form.HasDirection);
        SetPair(forms, first + 2, Form.ModRm | from | Form.ReadsRm | Form.HasDirection);
        Set(forms, first + 4, 1, Form.Immediate8 | Form.Bytes | (isCompare ? 0 : Form.WritesA));
        Set(forms, first + 5, 1, Form.ImmediateFull | (isCompare ? 0 : Form.WritesA));
    }

    private static void Shifts(Form[] forms, int first, Form immediate) => SetPair(forms, first, Form.ModRm | Groups.Shift | immediate);

    private static Form[] MakeTwoByte()
    {
        var forms = new Form[4 << 8];
        for (int prefix = 0; prefix < 2; prefix++) General(forms.AsSpan(prefix << 8, 256));
        Set(forms, IndexOf(0x1E, 2), 1, Form.ModRm | Form.Nothing);
        Set(forms, IndexOf(0xBC, 2), 1, Form.ModRm | Form.WritesReg | Form.ReadsRm | Form.Special);
        Set(forms, IndexOf(0xAE, 0), 1, Form.ModRm | Form.RegisterOnly | Form.Special);
        Vector(forms, 0b1111, [0x10, 0x51, 0x58, 0x59, 0x5C, 0x5D, 0x5E, 0x5F], Form.VectorRm);
        Vector(forms, 0b0011, [0x14, 0x15, 0x28, 0x2E, 0x2F, 0x54, 0x55, 0x56, 0x57, 0x5A, 0x5B], Form.VectorRm);
        Vector(forms, 0b1100, [0x5A], Form.VectorRm);
        Vector(forms, 0b0100, [0x5B, 0x6F, 0x7E], Form.VectorRm);
        Vector(forms, 0b0011, [0x12, 0x16], Form.MemoryOnly);
        Vector(forms, 0b0010, [0x6E], Form.ReadsRm);
        Set(forms, IndexOf(0xD7, 1), 1, Form.ModRm | Form.WritesReg | Form.VectorRm | Form.RegisterOnly);
        Set(forms, IndexOf(0x71, 1), 3, Form.ModRm | Groups.Plain | Form.VectorRm | Form.RegisterOnly | Form.Immediate8);
        Vector(forms, 0b1111, [0x11], Form.VectorRm | Form.WritesRm);
        Vector(forms, 0b0011, [0x13, 0x17, 0x29, 0x2B], Form.VectorRm | Form.WritesRm);
        Vector(forms, 0b0110, [0x7F], Form.VectorRm | Form.WritesRm);
        Vector(forms, 0b0010, [0x7E], Form.WritesRm);
        Vector(forms, 0b0010, [0xD6, 0xE7], Form.VectorRm | Form.WritesRm);
        Vector(forms, 0b0010, [.. Integers()], Form.VectorRm);
        Vector(forms, 0b1110, [0x70], Form.VectorRm | Form.Immediate8);
        Vector(forms, 0b0011, [0xC6], Form.VectorRm | Form.Immediate8);
        return forms;
    }

    /// <summary>SSE2's operations on integers in XMM registers, without those that name a general register or are not there.</summary>
    private static IEnumerable<byte> Integers()
    {
        for (int opcode = 0x60; opcode <= 0xFE; opcode++)
        {
            bool isShiftGroup = opcode is >= 0x70 and <= 0x73;
            bool isOther = opcode is 0x6E or (>= 0x77 and <= 0xD0) or 0xD6 or 0xD7 or 0xE6 or 0xE7 or 0xF0 or 0xF7;
            if ((!isShiftGroup && !isOther) || opcode is 0x74 or 0x75 or 0x76) yield return (byte)opcode;
        }
    }

    private static void General(Span<Form> forms)
    {
        Set(forms, 0x0B, 1, Form.Special);
        Set(forms, 0x18, 8, Form.ModRm | Form.Nothing);
        Set(forms, 0x40, 16, Form.ModRm | Form.ChangesReg | Form.ReadsRm);
        Set(forms, 0x80, 16, Form.ImmediateFull | Form.Special);
        Set(forms, 0x90, 16, Form.ModRm | Groups.Plain | Form.Bytes | Form.ChangesRm);
        Set(forms, 0xA3, 1, Form.ModRm | Form.ReadsReg | Form.ReadsRm | Form.Special);
        foreach (int change in new[] { 0xAB, 0xB3, 0xBB }) Set(forms, change, 1, Form.ModRm | Form.ReadsReg | Form.ChangesRm | Form.Special);
        foreach (int shift in new[] { 0xA4, 0xAC })
        {
            Set(forms, shift, 1, Form.ModRm | Form.ReadsReg | Form.ChangesRm | Form.Immediate8);
            Set(forms, shift + 1, 1, Form.ModRm | Form.ReadsReg | Form.ChangesRm);
        }
        Set(forms, 0xAF, 1, Form.ModRm | Form.ChangesReg | Form.ReadsRm);
        SetPair(forms, 0xB0, Form.ModRm | Form.ReadsReg | Form.ChangesRm | Form.WritesA);
        SetPair(forms, 0xC0, Form.ModRm | Form.ChangesReg | Form.ChangesRm);
        foreach (int extend in new[] { 0xB6, 0xB7, 0xBE, 0xBF }) Set(forms, extend, 1, Form.ModRm | Form.WritesReg | Form.ReadsRm | Form.NarrowRm);
        Set(forms, 0xBA, 1, Form.ModRm | Groups.BitTest | Form.Immediate8);
        Set(forms, 0xBC, 2, Form.ModRm | Form.ChangesReg | Form.ReadsRm);
        Set(forms, 0xC8, 8, Form.OpcodeRegister | Form.ChangesReg);
    }

    /// <param name="prefixes">Bit 0: none, 1: 66, 2: F3, 3: F2.</param>
    private static void Vector(Form[] forms, int prefixes, byte[] opcodes, Form more)
    {
        for (int prefix = 0; prefix < 4; prefix++)
        {
            if ((prefixes >> prefix & 1) == 0) continue;
            foreach (byte opcode in opcodes) Set(forms, IndexOf(opcode, prefix), 1, Form.ModRm | Form.VectorReg | more);
        }
    }

    /// <summary>The form on bytes, then the one on words and more.</summary>
    private static void SetPair(Span<Form> forms, int first, Form form)
    {
        forms[first] = form | Form.Bytes | Form.Known;
        forms[first + 1] = form | Form.Known;
    }

    private static void Set(Span<Form> forms, int first, int count, Form form) => forms.Slice(first, count).Fill(form | Form.Known);
}
