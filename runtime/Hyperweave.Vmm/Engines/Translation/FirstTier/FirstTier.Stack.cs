using Hyperweave.Vmm.Host;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>PUSH, POP, LEA, and the sums of RSP that open and close a stack frame. RSP is a host address: see Emitter.Stack.</summary>
internal sealed unsafe partial class FirstTier
{
    private const int NegatedBias = ContextLayout.NegatedStackBias;

    private bool EmitPush(in GuestBytes bytes)
    {
        int register = bytes.OpcodeRegister;
        if (register == Rsp) return false;
        if (IsDisplaced(register)) PutContextOperand(0xFF, 6, Home(register));
        else Copy(bytes);
        return true;
    }

    private bool EmitPop(in GuestBytes bytes)
    {
        int register = bytes.OpcodeRegister;
        if (register == Rsp) return false;
        if (IsDisplaced(register)) PutContextOperand(0x8F, 0, Home(register));
        else Copy(bytes);
        Written(register);
        return true;
    }

    /// <summary>An instruction with one operand, a word of the context.</summary>
    private void PutContextOperand(byte opcode, int extension, int context)
    {
        Put(0x25_04_00_65 | (uint)opcode << 8 | (uint)extension << 19, 4);
        Put32(context);
    }

    private bool EmitLea(in GuestBytes bytes)
    {
        if (!bytes.HasMemory || bytes.HasWordPrefix || bytes.Reg == Rsp || bytes.Segment != 0) return bytes.Reg == Rsp && EmitLeaStack(bytes);
        int to = IsDisplaced(bytes.Reg) ? T : bytes.Reg;
        if (bytes.Base == None && bytes.Index == None)
        {
            ulong address = ConstantOf(bytes);
            MoveConstant(to, bytes.IsWide ? address : (uint)address);
        }
        else if (bytes.Base == Rsp)
        {
            if (bytes.Index != None) return false;
            Load(to, NegatedBias);
            PutWithMemory(bytes, to, Rsp, to, 0, bytes.Displacement);
        }
        else
        {
            int first = bytes.Base, index = bytes.Index;
            if (first != None && IsDisplaced(first) && index != None && IsDisplaced(index) && first != index) return false;
            bool loads = first != None && IsDisplaced(first) || index != None && IsDisplaced(index);
            if (loads) Load(T, Home(first != None && IsDisplaced(first) ? first : index));
            int hostFirst = first != None && IsDisplaced(first) ? T : first, hostIndex = index != None && IsDisplaced(index) ? T : index;
            PutWithMemory(bytes, to, hostFirst, hostIndex, bytes.Scale, bytes.Displacement);
        }
        if (to == T) Store(Home(bytes.Reg), T);
        Written(bytes.Reg);
        return true;
    }

    private bool EmitLeaStack(in GuestBytes bytes)
    {
        if (!bytes.IsWide || !bytes.HasMemory || bytes.Segment != 0 || bytes.HasWordPrefix || bytes.IsRelative) return false;
        if (bytes.Base == Rsp)
        {
            if (bytes.Index != None) return false;
            Copy(bytes);
            Probe();
            return true;
        }
        if (_code.IsSoft || (bytes.Base == None && bytes.Index == None)) return false;
        SumAddress(bytes);
        SetStackPointer();
        return true;
    }

    /// <summary>LEAVE: the saved RBP is read first, so that a fault finds nothing changed.</summary>
    private bool EmitLeave()
    {
        const int Rbp = 5;
        if (_code.IsSoft) return false;
        if (_key != Rbp) LookUp(Rbp);
        // MOV T, [RBP + U]
        Put(0x00_25_6C_8B_4E, 5);
        Lea(Rsp, Rbp, U, 0, 8);
        StoreNegated(NegatedBias);
        Move(Rbp, T);
        _key = NoKey;
        return true;
    }

    /// <summary>RSP = the guest address in T.</summary>
    private void SetStackPointer()
    {
        LookUp(T);
        Lea(Rsp, T, U, 0, 0);
        StoreNegated(NegatedBias);
        _key = NoKey;
    }

    /// <summary>ADD, SUB and AND of a constant; MOV between RSP and another register, and to the stack.</summary>
    private bool EmitStackPointer(in GuestBytes bytes)
    {
        if (bytes.IsTwoByte || !bytes.IsWide || bytes.HasWordPrefix) return false;
        if (bytes.HasMemory)
        {
            if (bytes.Opcode != 0x89 || bytes.Reg != Rsp || !IsStackOperand(bytes)) return false;
            Load(T, NegatedBias);
            Lea(T, Rsp, T, 0, 0);
            PutWithMemory(bytes, T, Rsp, None, 0, bytes.Displacement);
            return true;
        }
        if (bytes.Opcode is 0x81 or 0x83 && bytes.Extension is 0 or 5 && bytes.Rm == Rsp && bytes.Immediate32 != int.MinValue)
        {
            // The flags are those of the guest's value; RSP itself moves without them.
            Load(T, NegatedBias);
            Lea(T, Rsp, T, 0, 0);
            PutWithRegister(bytes, bytes.Extension, T);
            Lea(Rsp, Rsp, None, 0, bytes.Extension == 0 ? bytes.Immediate32 : -bytes.Immediate32);
            Probe();
            return true;
        }
        if (bytes.Opcode is 0x81 or 0x83 && bytes.Extension == 4 && bytes.Rm == Rsp && !_code.IsSoft)
        {
            Load(T, NegatedBias);
            Lea(T, Rsp, T, 0, 0);
            PutWithRegister(bytes, bytes.Extension, T);
            SetStackPointer();
            return true;
        }
        if (bytes.Opcode is not (0x89 or 0x8B)) return false;
        int target = bytes.Opcode == 0x89 && bytes.Reg == Rsp ? bytes.Rm : bytes.Opcode == 0x8B && bytes.Rm == Rsp ? bytes.Reg : Rsp;
        if (target == Rsp) return false;
        int to = IsDisplaced(target) ? T : target;
        Load(to, NegatedBias);
        Lea(to, Rsp, to, 0, 0);
        if (to == T) Store(Home(target), T);
        Written(target);
        return true;
    }

    /// <summary>Reads [RSP] for its fault only: RIP is already the next instruction's.</summary>
    private void Probe()
    {
        _probe = assembler.Length;
        Put(0x24_2C_8B_44, FirstTierRegion.ProbeLength);
    }

    private void PushConstant(ulong value)
    {
        if ((long)value == (int)value)
        {
            Put(0x68 | (ulong)(uint)value << 8, 5);
            return;
        }
        MoveConstant(U, value);
        Put(0x54_41, 2);
        _key = NoKey;
    }
}
