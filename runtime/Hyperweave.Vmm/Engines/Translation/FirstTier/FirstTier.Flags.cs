using Hyperweave.Vmm.Host;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>PUSHF, CLI and STI of the kernel: the code is that of Emitter.Flags, where it is explained.</summary>
internal sealed unsafe partial class FirstTier
{
    private bool EmitPushFlags()
    {
        if (_code.IsUser) return false;
        // PUSHFQ; MOV T, [RSP]
        Put(0x24_2C_8B_4C_9C, 5);
        Extract(T, T, EngineLayout.StatusMask);
        Deposit(T, T, EngineLayout.StatusMask);
        Load(U, EngineLayout.InterruptFlag);
        Deposit(U, U, EngineLayout.InterruptBit);
        Lea(T, T, U, 0, 2);
        Load(U, EngineLayout.OtherFlags);
        Lea(T, T, U, 0, 0);
        // MOV [RSP], T
        Put(0x24_2C_89_4C, 4);
        _key = NoKey;
        return true;
    }

    private bool EmitClearInterruptFlag()
    {
        if (_code.IsUser) return false;
        StoreConstant(EngineLayout.InterruptFlag, 0);
        return true;
    }

    /// <summary>STI leaves to the interpreter where an interrupt waits, and where its shadow does not fall on this region.</summary>
    private bool EmitSetInterruptFlag(in GuestBytes bytes, FirstTierRegion region)
    {
        ulong next = _rip + (ulong)bytes.Length;
        if (_code.IsUser || !TakesShadow(next)) return false;
        var quick = assembler.NewLabel();
        Move(T, Rcx);
        Load(Rcx, EngineLayout.SlowFlags);
        assembler.JumpIfRcxZero(quick);
        Move(Rcx, T);
        emitter.EmitExit(new ExitSite(SiteKind.Interpret, _rip, region));
        assembler.Bind(quick);
        Move(Rcx, T);
        StoreConstant(EngineLayout.InterruptFlag, 1);
        region.AddAfterSti(next);
        return true;
    }
}
