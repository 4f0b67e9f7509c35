namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>String instructions, bit tests of memory, and fences: the code is that of Emitter.Strings and Emitter.BitTests, where it is explained.</summary>
internal sealed unsafe partial class FirstTier
{
    private const int Source = 6, Target = 7;

    private bool EmitString(in GuestBytes bytes, FirstTierRegion region)
    {
        if (_code.IsSoft || bytes.Segment != 0) return false;
        bool source = bytes.Opcode is (>= 0xA4 and <= 0xA7) or 0xAC or 0xAD, target = bytes.Opcode is not (0xAC or 0xAD);
        if (source) KeepCorrection(Source, EngineLayout.SourceCorrection);
        if (target) KeepCorrection(Target, EngineLayout.TargetCorrection);
        if (source) ToHost(Source, EngineLayout.SourceCorrection);
        if (target) ToHost(Target, EngineLayout.TargetCorrection);
        region.MarkString(assembler.Offset + assembler.Length, source, target);
        Copy(bytes);
        if (source) ToGuest(Source, EngineLayout.SourceCorrection);
        if (target) ToGuest(Target, EngineLayout.TargetCorrection);
        _key = NoKey;
        return true;
    }

    private void KeepCorrection(int pointer, int place)
    {
        LookUp(pointer);
        StoreNegated(place);
    }

    /// <summary>Stores −U, and changes no flag.</summary>
    private void StoreNegated(int place)
    {
        Not();
        Lea(U, U, None, 0, 1);
        Store(place, U);
    }

    /// <summary>NOT U.</summary>
    private void Not() => Put(0xD4_F7_49, 3);

    private void ToHost(int pointer, int place)
    {
        Load(U, place);
        Not();
        Lea(pointer, pointer, U, 0, 1);
    }

    private void ToGuest(int pointer, int place)
    {
        Load(U, place);
        Lea(pointer, pointer, U, 0, 0);
    }

    private bool EmitBitTest(in GuestBytes bytes)
    {
        if (_code.IsSoft || bytes.Segment != 0 || bytes.Base == Rsp || bytes.Reg == Rsp) return false;
        if (bytes.Base == None && bytes.Index == None) MoveConstant(T, ConstantOf(bytes));
        else SumAddress(bytes);
        PutWordNumber(bytes);
        Lea(U, T, U, bytes.IsWide ? 3 : 2, 0);
        LookUp(U);
        if (IsDisplaced(bytes.Reg))
        {
            Lea(T, T, U, 0, 0);
            Load(U, Home(bytes.Reg));
            PutWithMemory(bytes, U, T, None, 0, 0);
        }
        else PutWithMemory(bytes, bytes.Reg, T, U, 0, 0);
        _key = NoKey;
        return true;
    }

    /// <summary>U = the bit number / 32 or 64, rounded down.</summary>
    private void PutWordNumber(in GuestBytes bytes)
    {
        MoveConstant(U, bytes.IsWide ? 6U : 5);
        // SARX U, number, U
        ulong wide = bytes.IsWide ? 0x80UL : 0;
        if (IsDisplaced(bytes.Reg))
        {
            Put(0x25_24_F7_00_62_C4_65 | (wide | 2 | (~U & 15) << 3) << 24, 7);
            Put32(Home(bytes.Reg));
        }
        else Put(0xE0_F7_00_00_C4 | (bytes.Reg >= 8 ? 0x42UL : 0x62) << 8 | (wide | 2 | (~U & 15) << 3) << 16 | (ulong)(uint)(bytes.Reg & 7) << 32, 5);
        // MOVSXD U, U
        if (!bytes.IsWide) Put(0xE4_63_4D, 3);
    }

    /// <summary>LFENCE, MFENCE and SFENCE.</summary>
    private bool EmitFence(in GuestBytes bytes)
    {
        if (bytes.Extension < 5) return false;
        Copy(bytes);
        return true;
    }
}
