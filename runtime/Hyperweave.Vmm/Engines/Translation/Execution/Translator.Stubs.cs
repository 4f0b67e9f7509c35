using System.Diagnostics;
using Hyperweave.Vmm.Host;
using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>Host code that belongs to no region: what all exits share, and ways into regions that are made when they are first needed.</summary>
internal sealed unsafe partial class Translator
{
    /// <summary>Offset of the stub that leaves, with the site's number in R12D.</summary>
    internal const int ExitStub = 0;
    /// <summary>Offset of the stub that leaves after an indirect transfer has missed, with its target in R13.</summary>
    internal const int MissStub = 32;

    private void EmitCommonStubs()
    {
        Begin(StubRoom);
        _assembler.Emit(Instruction.Create(Code.Mov_rm64_r64, HostAssembler.Context(ContextLayout.Exit), Iced.Intel.Register.R12));
        _assembler.Emit(EngineLayout.JumpToExit);
        End(0);
        int missed = Begin(StubRoom);
        Debug.Assert(missed == MissStub);
        _context.Word(EngineLayout.MissStub) = ExecuteBase + MissStub;
        _assembler.Emit(Instruction.Create(Code.Mov_rm64_r64, HostAssembler.Context(EngineLayout.MissedTarget), Iced.Intel.Register.R13));
        _assembler.Emit(Instruction.Create(Code.Mov_rm64_imm32, HostAssembler.Context(ContextLayout.Exit), (int)ExitCode.FirstOfEngine));
        _assembler.Emit(EngineLayout.JumpToExit);
        End(0);
        _context.Word(EngineLayout.PageMissStub) = ExecuteBase + (ulong)Begin(StubRoom);
        _assembler.Emit(Instruction.Create(Code.Mov_rm64_imm32, HostAssembler.Context(ContextLayout.Exit), (int)EngineLayout.PageMissExit));
        _assembler.Emit(EngineLayout.JumpToExit);
        End(0);
    }

    /// <summary>A way into the middle of a region of the first tier.</summary>
    private EntryPoint? EnterWithin(GuestSpace space, ulong rip)
    {
        if (space.FindCode(rip) is not { } page) return null;
        foreach (var known in page.Regions)
        {
            if (known is not FirstTierRegion region || !region.TryFind(rip, out int host, out byte key)) continue;
            int direct = key == FirstTier.NoKey ? host : RepairingWay(region, rip, key, host);
            var entry = new EntryPoint(region, rip, direct, 0);
            region.Entries.Add(entry);
            space.Entries.TryAdd(rip, entry);
            return entry;
        }
        return null;
    }

    /// <summary>Makes the bias that an instruction expects before it enters there.</summary>
    private int RepairingWay(FirstTierRegion region, ulong rip, byte key, int host)
    {
        int start = Begin(StubRoom + 16);
        _first.PutRepair(region.Code, key, region.Slot);
        return EndAt(host, start, rip);
    }

    /// <summary>Compares the target of an indirect transfer before it enters.</summary>
    private int CheckedWay(EntryPoint entry)
    {
        if (entry.Checked != 0) return entry.Checked;
        int start = Begin(StubRoom + 16);
        entry.Mismatch = _emitter.EmitCheck(entry.Rip);
        return entry.Checked = EndAt(entry.Direct, start, entry.Rip);
    }

    /// <summary>The way of a link through the table of targets.</summary>
    private int TableWay(ref Link link, CodeSpace code)
    {
        if (link.TableStub != 0) return link.TableStub;
        link.TableStub = Begin(StubRoom);
        _emitter.EmitTableJump(link.Target, code);
        End(link.Target);
        return link.TableStub;
    }

    private int EndAt(int target, int start, ulong rip)
    {
        _assembler.JumpOut(target);
        _assembler.Finish();
        End(rip);
        return start;
    }
}
