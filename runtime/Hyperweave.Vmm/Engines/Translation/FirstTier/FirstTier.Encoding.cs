using System.Runtime.CompilerServices;
using Hyperweave.Vmm.Host;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// Host instructions in bytes. T is R13 and U is R12, as between regions: their guest values are in the context.
/// </summary>
internal sealed unsafe partial class FirstTier
{
    private const int T = 13, U = 12, Rsp = 4, None = -1;

    private static bool IsDisplaced(int register) => register is T or U;

    private static int Home(int register) => RegisterPlan.HomeOf(register);

    private void Put(ulong bytes, int count) => assembler.Bytes(bytes, count);

    private void Put32(int value) => assembler.Bytes((uint)value, 4);

    /// <summary>MOV r64, gs:[context].</summary>
    private void Load(int to, int context) => OnContext(0x8B, to, context);

    /// <summary>MOV gs:[context], r64.</summary>
    private void Store(int context, int from) => OnContext(0x89, from, context);

    /// <summary>MOV qword gs:[context], constant.</summary>
    private void StoreConstant(int context, int value)
    {
        Put(0x25_04_C7_48_65, 5);
        Put32(context);
        Put32(value);
    }

    private void OnContext(byte opcode, int register, int context)
    {
        Put(0x25_04_00_48_65 | (ulong)(register >> 3) << 10 | (ulong)opcode << 16 | (ulong)(register & 7) << 27, 5);
        Put32(context);
    }

    /// <summary>MOV r64, r64.</summary>
    private void Move(int to, int from) =>
        Put(0xC0_8B_48 | (uint)(to >> 3) << 2 | (uint)(from >> 3) | (uint)(to & 7) << 19 | (uint)(from & 7) << 16, 3);

    /// <summary>The shortest MOV of a constant.</summary>
    private void MoveConstant(int to, ulong value)
    {
        if (value <= uint.MaxValue)
        {
            if (to >= 8) Put(0x41, 1);
            Put(0xB8UL + (uint)(to & 7) | value << 8, 5);
            return;
        }
        if ((long)value == (int)value)
        {
            Put(0xC0_C7_48 | (uint)(to >> 3) | (uint)(to & 7) << 16 | (ulong)(uint)value << 24, 7);
            return;
        }
        Put(0xB8_48 | (uint)(to >> 3) | (uint)(to & 7) << 8, 2);
        Put(value, 8);
    }

    /// <summary>LEA r64, [base + index × 2^scale + displacement].</summary>
    private void Lea(int to, int first, int index, int scale, int displacement)
    {
        Put(0x8D_48 | (uint)(to >> 3) << 2 | (index >= 8 ? 2U : 0) | (first >= 8 ? 1U : 0), 2);
        PutOperand(to, first, index, scale, displacement);
    }

    /// <summary>ModRM, SIB and displacement of a memory operand.</summary>
    private void PutOperand(int reg, int first, int index, int scale, int displacement)
    {
        uint modRm = (uint)(reg & 7) << 3;
        if (first == None)
        {
            Put(modRm | 4 | (ulong)(uint)(scale << 6 | (index == None ? 4 : index & 7) << 3 | 5) << 8, 2);
            Put32(displacement);
            return;
        }
        bool isShort = displacement == (sbyte)displacement;
        bool isNone = displacement == 0 && (first & 7) != 5;
        modRm |= isNone ? 0 : isShort ? 0x40U : 0x80U;
        if (index == None && (first & 7) != 4) Put(modRm | (uint)(first & 7), 1);
        else Put(modRm | 4 | (uint)(scale << 6 | (index == None ? 4 : index & 7) << 3 | (first & 7)) << 8, 2);
        if (!isNone) Put((uint)displacement, isShort ? 1 : 4);
    }

    /// <summary>PEXT to, from, gs:[mask].</summary>
    private void Extract(int to, int from, int mask) => PutBits(0x82, to, from, mask);

    /// <summary>PDEP to, from, gs:[mask].</summary>
    private void Deposit(int to, int from, int mask) => PutBits(0x83, to, from, mask);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void PutBits(byte operation, int to, int from, int mask)
    {
        ulong registers = (to >= 8 ? 0x62UL : 0xE2) << 16 | (operation | (~(uint)from & 15) << 3) << 24 | (4UL | (uint)(to & 7) << 3) << 40;
        Put(0x25_00_F5_00_00_C4_65 | registers, 7);
        Put32(mask);
    }

    /// <summary>U = bias of the slot that the address in a register lies in.</summary>
    private void LookUp(int address)
    {
        Extract(U, address, ContextLayout.IndexMask);
        // MOV U, gs:[U * 8 + table]
        Put(0xE5_24_8B_4E_65, 5);
        Put32(_code.BiasTable);
    }

    /// <summary>The guest's instruction with another memory operand; with an absolute one it is a word of the context.</summary>
    private void PutWithMemory(in GuestBytes bytes, int reg, int first, int index, int scale, int displacement, bool inContext = false)
    {
        if (inContext) Put(0x65, 1);
        PutPrefixes(bytes, reg, first, index);
        PutOperand(reg, first, index, scale, displacement);
        PutImmediate(bytes);
    }

    private void PutWithRegister(in GuestBytes bytes, int reg, int rm)
    {
        PutPrefixes(bytes, reg, rm, 0);
        Put(0xC0 | (uint)(reg & 7) << 3 | (uint)(rm & 7), 1);
        PutImmediate(bytes);
    }

    private void PutPrefixes(in GuestBytes bytes, int reg, int first, int index)
    {
        if (bytes.HasLock) Put(0xF0, 1);
        if (bytes.HasWordPrefix) Put(0x66, 1);
        if (bytes.Repeat != 0) Put(bytes.Repeat, 1);
        int rex = (bytes.Rex & 8) | (reg >= 8 ? 4 : 0) | (index >= 8 ? 2 : 0) | (first >= 8 ? 1 : 0);
        if (rex != 0 || bytes.Rex != 0) Put(0x40U | (uint)rex, 1);
        if (bytes.IsTwoByte) Put(0x0F, 1);
        Put(bytes.Opcode, 1);
    }

    private void PutImmediate(in GuestBytes bytes)
    {
        if (bytes.ImmediateLength == 8) Put(*(ulong*)bytes.Immediate, 8);
        else if (bytes.ImmediateLength != 0) Put(*(uint*)bytes.Immediate, bytes.ImmediateLength);
    }

    private void Copy(in GuestBytes bytes) => assembler.Copy(bytes.Start, bytes.Length);
}
