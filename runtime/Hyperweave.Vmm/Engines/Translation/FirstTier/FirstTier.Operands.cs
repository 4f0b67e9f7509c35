using Hyperweave.Vmm.Host;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>Memory operands and displaced registers. A method that returns false has written nothing: the instruction is left to the other emitter.</summary>
internal sealed unsafe partial class FirstTier
{
    /// <summary>What U holds the bias of: a guest register's number, or one of these.</summary>
    internal const byte NoKey = 16;
    private const byte SlotKey = 17, FsKey = 18, GsKey = 19;

    /// <summary>A displacement that is small enough to leave out of the address that the bias is looked up for: see <see cref="BiasKey.AnchorOf"/>.</summary>
    private static bool NeedsExactLookup(int displacement) => BiasKey.AnchorOf(displacement) != 0;

    private struct Operand
    {
        internal int First, Index, Displacement;
        internal readonly bool UsesT => First == T;
    }

    /// <summary>An instruction on registers and at most one memory operand.</summary>
    private bool EmitMoved(in GuestBytes bytes)
    {
        var form = bytes.Form;
        if ((form & (Form.VectorReg | Form.VectorRm)) != 0 && FloatingPoint.ForbidsSse(_code.FloatingMode)) return false;
        if ((form & Form.OpcodeRegister) != 0) return EmitOnOpcodeRegister(bytes);
        if ((form & Form.ModRm) == 0)
        {
            Copy(bytes);
            if ((form & Form.WritesA) != 0) Written(0);
            if ((form & Form.WritesD) != 0) Written(2);
            return true;
        }
        bool namesReg = (form & (Form.Group | Form.VectorReg)) == 0;
        if (namesReg && IsStackPointer(bytes, bytes.Reg, form)) return false;
        if (!(bytes.HasMemory ? EmitWithMemory(bytes, namesReg) : EmitOnRegisters(bytes, namesReg))) return false;
        if (namesReg && (form & Form.WritesReg) != 0) Written(FullRegister(bytes, bytes.Reg));
        if (!bytes.HasMemory && (form & (Form.VectorRm | Form.WritesRm)) == Form.WritesRm) Written(FullRegister(bytes, bytes.Rm));
        if ((form & Form.WritesA) != 0) Written(0);
        if ((form & Form.WritesD) != 0) Written(2);
        return true;
    }

    private static bool IsStackPointer(in GuestBytes bytes, int register, Form form) =>
        register == Rsp && !((form & Form.Bytes) != 0 && bytes.IsHighByte(register));

    private static int FullRegister(in GuestBytes bytes, int register) =>
        (bytes.Form & Form.Bytes) != 0 && bytes.IsHighByte(register) ? register - 4 : register;

    private void Written(int register)
    {
        if (_key == register) _key = NoKey;
    }

    private bool EmitOnOpcodeRegister(in GuestBytes bytes)
    {
        int register = bytes.OpcodeRegister;
        if (IsStackPointer(bytes, register, bytes.Form)) return false;
        if (!IsDisplaced(register))
        {
            Copy(bytes);
            Written(FullRegister(bytes, register));
            return true;
        }
        bool isWhole = (bytes.Form & (Form.ReadsReg | Form.Bytes)) == 0 && !bytes.HasWordPrefix;
        if (!isWhole) Load(T, Home(register));
        var moved = bytes;
        moved.Opcode = (byte)(bytes.Opcode & ~7 | T & 7);
        PutPrefixes(moved, 0, T, 0);
        PutImmediate(bytes);
        Store(Home(register), T);
        return true;
    }

    private bool EmitOnRegisters(in GuestBytes bytes, bool namesReg)
    {
        var form = bytes.Form;
        bool namesRm = (form & Form.VectorRm) == 0;
        if (namesRm && bytes.Rm == Rsp && !((form & (Form.Bytes | Form.NarrowRm)) != 0 && bytes.IsHighByte(bytes.Rm))) return false;
        int reg = namesReg && IsDisplaced(bytes.Reg) ? bytes.Reg : None;
        int rm = namesRm && IsDisplaced(bytes.Rm) ? bytes.Rm : None;
        if (reg == None && rm == None)
        {
            Copy(bytes);
            return true;
        }
        if (reg == None && OnHome(bytes, bytes.Reg, rm, form & Form.ChangesRm)) return true;
        if (rm == None && (form & Form.HasDirection) != 0)
        {
            var turned = bytes;
            turned.Opcode ^= 2;
            var access = ((form & Form.ReadsReg) != 0 ? Form.ReadsRm : 0) | ((form & Form.WritesReg) != 0 ? Form.WritesRm : 0);
            if (OnHome(turned, bytes.Rm, reg, access)) return true;
        }
        int second = reg != None && rm != None && reg != rm ? U : T;
        if (second == U) _key = NoKey;
        if (reg != None && NeedsLoad(bytes, Form.ReadsReg)) Load(T, Home(reg));
        if (rm != None && (rm != reg || reg == None || !NeedsLoad(bytes, Form.ReadsReg)) && NeedsLoad(bytes, Form.ReadsRm)) Load(second, Home(rm));
        PutWithRegister(bytes, reg == None ? bytes.Reg : T, rm == None ? bytes.Rm : second);
        if (reg != None && (form & Form.WritesReg) != 0) Store(Home(reg), T);
        if (rm != None && (form & Form.WritesRm) != 0) Store(Home(rm), second);
        return true;
    }

    /// <summary>A whole register of 32 or 64 bits that is only written needs no load.</summary>
    private static bool NeedsLoad(in GuestBytes bytes, Form reads) =>
        (bytes.Form & (reads | Form.Bytes)) != 0 || bytes.HasWordPrefix;

    /// <summary>
    /// The register's home stands in its place. Not where a 32-bit result must clear the upper half, and not for parts of a register.
    /// </summary>
    private bool OnHome(in GuestBytes bytes, int reg, int displaced, Form access)
    {
        // A special one is a bit test by a register, which on memory reaches as far as that register says (Intel SDM 2A 3.1.1.9).
        if ((bytes.Form & (Form.Bytes | Form.NarrowRm | Form.RegisterOnly | Form.Special)) != 0 || bytes.HasWordPrefix) return false;
        if (!bytes.IsWide && (access & Form.WritesRm) != 0) return false;
        // XCHG with memory locks the bus.
        if (bytes.Opcode == 0x87 && !bytes.IsTwoByte) return false;
        // MOVSXD reads half of its rm.
        PutWithMemory(bytes, reg, None, None, 0, Home(displaced), inContext: true);
        return true;
    }

    private bool EmitWithMemory(in GuestBytes bytes, bool namesReg)
    {
        int displaced = namesReg && IsDisplaced(bytes.Reg) ? bytes.Reg : None;
        // AH and its like cannot be named beside a register of the upper eight.
        if (namesReg && (bytes.Form & Form.Bytes) != 0 && bytes.IsHighByte(bytes.Reg) && !IsStackOperand(bytes)) return false;
        if (!Address(bytes, out var operand)) return false;
        if (displaced == None)
        {
            PutWithMemory(bytes, namesReg ? bytes.Reg : ExtensionOrVector(bytes), operand.First, operand.Index, 0, operand.Displacement);
            return true;
        }
        int scratch = T;
        if (operand.UsesT)
        {
            if (operand.Index != None) Lea(T, operand.First, operand.Index, 0, operand.Displacement);
            operand = new Operand { First = T, Index = None };
            scratch = U;
            _key = NoKey;
        }
        if (NeedsLoad(bytes, Form.ReadsReg)) Load(scratch, Home(displaced));
        PutWithMemory(bytes, scratch, operand.First, operand.Index, 0, operand.Displacement);
        if ((bytes.Form & Form.WritesReg) != 0) Store(Home(displaced), scratch);
        return true;
    }

    private static int ExtensionOrVector(in GuestBytes bytes) => (bytes.Form & Form.VectorReg) != 0 ? bytes.Reg : bytes.Extension;

    private static bool IsStackOperand(in GuestBytes bytes) => bytes.Segment == 0 && bytes.Base == Rsp && bytes.Index == None;

    /// <summary>Emits what forms the host address.</summary>
    private bool Address(in GuestBytes bytes, out Operand operand)
    {
        operand = new Operand { First = bytes.Base, Index = None, Displacement = bytes.Displacement };
        if (IsStackOperand(bytes)) return true;
        if (_code.IsSoft) return PagedAddress(bytes, ref operand);
        if (bytes.Segment != 0) return SegmentAddress(bytes, ref operand);
        if (bytes.Base == Rsp) return false;
        operand.Index = U;
        if (bytes.Base == None && bytes.Index == None) return ConstantAddress(bytes, ref operand);
        if (bytes.Index != None)
        {
            SumAddress(bytes);
            LookUp(T);
            _key = NoKey;
            (operand.First, operand.Displacement) = (T, 0);
            return true;
        }
        if (IsDisplaced(bytes.Base)) Load(operand.First = T, Home(bytes.Base));
        if (NeedsExactLookup(bytes.Displacement))
        {
            Lea(U, operand.First, None, 0, bytes.Displacement);
            LookUp(U);
            _key = NoKey;
        }
        else if (_key != bytes.Base)
        {
            LookUp(operand.First);
            _key = (byte)bytes.Base;
        }
        return true;
    }

    private bool ConstantAddress(in GuestBytes bytes, ref Operand operand)
    {
        ulong address = ConstantOf(bytes);
        int slot = (int)BiasTable.SlotOf(address);
        if (_key != SlotKey || _slot != slot)
        {
            Load(U, _code.BiasTable + slot * 8);
            if (_slot < 0) _slot = slot;
            _key = _slot == slot ? SlotKey : NoKey;
        }
        if ((long)address == (int)address) (operand.First, operand.Index, operand.Displacement) = (U, None, (int)address);
        else
        {
            MoveConstant(T, address);
            (operand.First, operand.Displacement) = (T, 0);
        }
        return true;
    }

    /// <summary>FS and GS: a constant behind the base shares one bias with the others; a sum is looked up by itself.</summary>
    private bool SegmentAddress(in GuestBytes bytes, ref Operand operand)
    {
        if (bytes.Base == Rsp) return false;
        byte key = bytes.Segment == 0x64 ? FsKey : GsKey;
        int place = BasePlaceOf(bytes.Segment);
        (operand.First, operand.Index) = (T, U);
        if (bytes.Base == None && bytes.Index == None)
        {
            ulong constant = ConstantOf(bytes);
            if ((long)constant != (int)constant || NeedsExactLookup((int)constant)) return false;
            Load(T, place);
            if (_key != key) LookUp(T);
            _key = key;
            operand.Displacement = (int)constant;
            return true;
        }
        SumAddress(bytes);
        Load(U, place);
        Lea(T, T, U, 0, 0);
        LookUp(T);
        _key = NoKey;
        operand.Displacement = 0;
        return true;
    }

    private static int BasePlaceOf(byte segment) => segment == 0x64 ? SegmentBase.Fs : SegmentBase.Gs;

    /// <summary>The guest address where no register makes it.</summary>
    private ulong ConstantOf(in GuestBytes bytes) => (ulong)(long)bytes.Displacement + (bytes.IsRelative ? _rip + (ulong)bytes.Length : 0);

    /// <summary>T = base + index × 2^scale + displacement, of guest values; U serves where both are displaced.</summary>
    private void SumAddress(in GuestBytes bytes)
    {
        int first = bytes.Base, index = bytes.Index;
        if (first != None && IsDisplaced(first)) Load(T, Home(first));
        int hostIndex = index;
        if (index != None && IsDisplaced(index))
        {
            hostIndex = index == first || first == None || !IsDisplaced(first) ? T : U;
            if (index != first) Load(hostIndex, Home(index));
        }
        Lea(T, first == None ? None : IsDisplaced(first) ? T : first, hostIndex, bytes.Scale, bytes.Displacement);
    }

    /// <summary>U = the bias of a key, at an entry or on an edge.</summary>
    internal void PutRepair(CodeSpace code, byte key, int slot)
    {
        _code = code;
        PutRepair(key, slot);
    }

    private void PutRepair(byte key, int slot)
    {
        switch (key)
        {
            case NoKey: return;
            case SlotKey:
                Load(U, _code.BiasTable + slot * 8);
                return;
            case FsKey or GsKey:
                Load(T, key == FsKey ? SegmentBase.Fs : SegmentBase.Gs);
                LookUp(T);
                return;
            case T or U:
                Load(T, Home(key));
                LookUp(T);
                return;
            default:
                LookUp(key);
                return;
        }
    }
}
