namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// The shortest ways, for most of all instructions: without a prefix but REX, on general registers that are all in their places, and at most one memory
/// operand of a base and a displacement. The other parts of this class know all shapes.
/// </summary>
internal sealed unsafe partial class FirstTier
{
    private const Form Uncommon = Form.Special | Form.Nothing | Form.OpcodeRegister | Form.Vector;
    private const uint Displaced = 1 << T | 1 << U | 1 << Rsp;
    /// <summary>Without REX the byte registers 4 to 7 are parts of others.</summary>
    private const uint DisplacedOrHigh = Displaced | 0xF0;

    /// <returns>False where the instruction has another shape; nothing has been written then.</returns>
    private bool EmitCommon(in GuestBytes bytes)
    {
        var form = bytes.Form;
        if ((form & Uncommon) != 0 || bytes.HasPrefix) return false;
        uint displaced = bytes.Rex == 0 && (form & (bytes.HasMemory ? Form.Bytes : Form.Bytes | Form.NarrowRm)) != 0 ? DisplacedOrHigh : Displaced;
        uint reg = 1U << bytes.Reg;
        uint written = ((form & Form.WritesReg) != 0 ? reg : 0) | ((form & Form.WritesA) != 0 ? 1U : 0) | ((form & Form.WritesD) != 0 ? 4U : 0);
        uint named = (form & Form.ChangesReg) != 0 ? reg : 0;
        if (bytes.HasMemory)
        {
            if ((named & displaced) != 0 || !EmitOnBase(bytes)) return false;
        }
        else
        {
            uint rm = 1U << bytes.Rm;
            if ((form & Form.ChangesRm) != 0) named |= rm;
            if ((form & Form.WritesRm) != 0) written |= rm;
            if ((named & displaced) != 0) return false;
            Copy(bytes);
        }
        if ((written >> _key & 1) != 0) _key = NoKey;
        return true;
    }

    /// <summary>[base + displacement] becomes [base + U + displacement]; on the stack it stays what it is.</summary>
    private bool EmitOnBase(in GuestBytes bytes)
    {
        int first = bytes.Base;
        if (first == Rsp && bytes.Index == None)
        {
            Copy(bytes);
            return true;
        }
        if (first == None || (Displaced >> first & 1) != 0 || bytes.Index != None || NeedsExactLookup(bytes.Displacement) || _code.IsSoft) return false;
        if (_key != first)
        {
            LookUp(first);
            _key = (byte)first;
        }
        const uint RexWithIndex = 0x42, ByIndex = 4, Index = (U & 7) << 3;
        ulong fields = bytes.Opcode | (bytes.ModRm & ~7U | ByIndex) << 8 | (Index | (uint)first & 7) << 16;
        var (escape, length) = bytes.IsTwoByte ? (0x0F00U, 2) : (0U, 1);
        Put(RexWithIndex | bytes.Rex | escape | fields << 8 * length, length + 3);
        // Displacement and immediate.
        Put(*(ulong*)(bytes.Start + bytes.HeadLength), bytes.Length - bytes.HeadLength);
        return true;
    }
}
