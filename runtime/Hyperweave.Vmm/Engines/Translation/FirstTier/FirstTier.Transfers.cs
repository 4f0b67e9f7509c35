using Hyperweave.Vmm.Host;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>Jumps, calls and returns, and how they find their targets at the region's end.</summary>
internal sealed unsafe partial class FirstTier
{
    /// <param name="At">Offset of a jump's distance field.</param>
    /// <param name="Key">What bias is at hand at the jump.</param>
    private readonly record struct Jump(int At, ulong Target, byte Key);

    private readonly Jump[] _jumps = new Jump[MostInstructions + 2];
    private int _jumpCount;

    private bool EmitSpecial(in GuestBytes bytes, FirstTierRegion region)
    {
        if (bytes.IsTwoByte) return EmitSpecialOfTwoBytes(bytes, region);
        switch (bytes.Opcode)
        {
            case >= 0x50 and <= 0x57: return EmitPush(bytes);
            case >= 0x58 and <= 0x5F: return EmitPop(bytes);
            case >= 0x70 and <= 0x7F: return EmitConditional(bytes);
            case 0x8D: return EmitLea(bytes);
            case 0x9C: return EmitPushFlags();
            case (>= 0xA4 and <= 0xA7) or (>= 0xAA and <= 0xAF): return EmitString(bytes, region);
            case 0xC3: return EmitReturn();
            case 0xC9: return EmitLeave();
            case 0xE8: return EmitCall(bytes);
            case 0xE9 or 0xEB: return EmitJump(bytes);
            case 0xFA: return EmitClearInterruptFlag();
            case 0xFB: return EmitSetInterruptFlag(bytes, region);
            case 0xFF: return EmitIndirect(bytes);
            default: return false;
        }
    }

    private bool EmitSpecialOfTwoBytes(in GuestBytes bytes, FirstTierRegion region)
    {
        switch (bytes.Opcode)
        {
            case 0x0B: return EmitUndefined(region);
            case >= 0x80 and <= 0x8F: return EmitConditional(bytes);
            case 0xA3 or 0xAB or 0xB3 or 0xBB: return bytes.HasMemory ? EmitBitTest(bytes) : EmitMoved(bytes);
            case 0xAE: return EmitFence(bytes);
            case 0xBC: return fetcher.HasTrailingZeroCount && EmitMoved(bytes);
            default: return false;
        }
    }

    /// <summary>UD2, which kernels put where they never come.</summary>
    private bool EmitUndefined(FirstTierRegion region)
    {
        emitter.EmitExit(new ExitSite(SiteKind.Interpret, _rip, region));
        _endsFlow = true;
        return true;
    }

    private ulong TargetOf(in GuestBytes bytes) => _rip + (ulong)bytes.Length + (ulong)(long)bytes.Immediate32;

    private bool EmitConditional(in GuestBytes bytes)
    {
        ulong target = TargetOf(bytes);
        if (target <= _rip) CountTurn();
        Put(0x80_0FU | (uint)(bytes.Opcode & 15) << 8, 2);
        JumpTo(target);
        _endsBlock = true;
        return true;
    }

    private bool EmitJump(in GuestBytes bytes)
    {
        ulong target = TargetOf(bytes);
        if (target <= _rip) CountTurn();
        PutJump(target);
        _endsFlow = true;
        return true;
    }

    private bool EmitCall(in GuestBytes bytes)
    {
        ulong target = TargetOf(bytes);
        // A function that calls itself turns as a loop does.
        if (target >= _head && target <= _rip) CountTurn();
        PushConstant(_rip + (ulong)bytes.Length);
        PutJump(target);
        _endsBlock = true;
        _key = NoKey;
        return true;
    }

    private bool EmitReturn()
    {
        Poll();
        Put(0x5D_41, 2);
        PutTableJump();
        _endsFlow = true;
        return true;
    }

    /// <summary>FF /2, /4 and /6: call, jump and push of a register or memory.</summary>
    private bool EmitIndirect(in GuestBytes bytes)
    {
        if (bytes.Extension is not (2 or 4 or 6) || bytes.HasWordPrefix) return false;
        if (bytes.Extension == 4) Poll();
        var load = bytes;
        (load.Opcode, load.Rex) = (0x8B, (byte)(bytes.Rex | 0x48));
        if (!bytes.HasMemory)
        {
            if (bytes.Rm == Rsp) return false;
            if (IsDisplaced(bytes.Rm)) Load(T, Home(bytes.Rm));
            else Move(T, bytes.Rm);
        }
        else
        {
            if (!Address(load, out var operand)) return false;
            PutWithMemory(load, T, operand.First, operand.Index, 0, operand.Displacement);
        }
        if (bytes.Extension == 6)
        {
            Put(0x55_41, 2);
            return true;
        }
        if (bytes.Extension == 2) PushConstant(_rip + (ulong)bytes.Length);
        PutTableJump();
        (_endsFlow, _endsBlock) = (bytes.Extension == 4, true);
        _key = NoKey;
        return true;
    }

    /// <summary>What is reached by a return or a jump through a register polls only where a region begins.</summary>
    private void Poll()
    {
        // MOV R13D, gs:[poll page]
        Put(0x25_2C_8B_44_65, 5);
        Put32(ContextLayout.PollPage);
    }

    /// <summary>Goes on at the guest address in T: through the table of targets, whose entry compares the whole address.</summary>
    private void PutTableJump()
    {
        // MOVZX R12D, R13W; JMP gs:[R12 * 8 + table]
        Put(0xE5_B7_0F_45, 4);
        Put(0xE5_24_FF_42_65, 5);
        Put32(_code.TargetTable);
    }

    private void PutJump(ulong target)
    {
        Put(0xE9, 1);
        JumpTo(target);
    }

    private void JumpTo(ulong target)
    {
        _jumps[_jumpCount++] = new Jump(assembler.Length, target, _key);
        Put32(0);
        if (target - _page < GuestMemory.GuestMemoryMap.PageSize) _targets[(target & 0xFFF) >> 6] |= 1UL << (int)(target & 63);
    }

    /// <summary>
    /// Reads the poll page at a place that moves on with every turn: a stop request is a fault there, and so is the end of
    /// the page, which says that the code is worth the second tier.
    /// </summary>
    private void CountTurn()
    {
        Put(0x25_2C_8B_44_65, 5);
        Put32(_counter);
        Put(0x01_6D_8D_45, 4);
        Put(0x25_2C_89_44_65, 5);
        Put32(_counter);
        Put(0xAD_8B_45_65, 4);
        Put32(ContextLayout.PollPage);
    }

    /// <summary>Completes the jumps: to instructions of the region itself, or to links.</summary>
    private void ResolveJumps(FirstTierRegion region)
    {
        var jumps = _jumps.AsSpan(0, _jumpCount);
        foreach (ref readonly var jump in jumps)
        {
            int place = PlaceOf(jump.Target);
            if (place < 0) LeaveBy(region, jump);
            else if (_points[place].Key == NoKey || _points[place].Key == jump.Key) Bind(jump.At, _points[place].Entry);
            else
            {
                Bind(jump.At, assembler.Length);
                PutRepair(_points[place].Key, _slot);
                Put(0xE9, 1);
                Put32(_points[place].Entry - (assembler.Length + 4));
            }
        }
        foreach (ref readonly var jump in jumps) _targets[(jump.Target & 0xFFF) >> 6] = 0;
        _jumpCount = 0;
    }

    /// <summary>Which of the region's instructions begins at a guest address, or −1.</summary>
    private int PlaceOf(ulong target)
    {
        ulong offset = target - _head;
        if (offset >= _points[_count - 1].Guest) return -1;
        int place = _places[(int)target & 0xFFF];
        return place < _count - 1 && _points[place].Guest == offset ? place : -1;
    }

    private void Bind(int at, int target) => assembler.Patch(at, target - (at + 4));

    private void LeaveBy(FirstTierRegion region, in Jump jump)
    {
        Bind(jump.At, assembler.Length);
        emitter.EmitUnlinked(new Link(jump.Target, region.Start + jump.At, region.Start + assembler.Length));
    }
}
