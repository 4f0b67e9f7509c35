using Hyperweave.Vmm.Host;
using Hyperweave.Vmm.Loading;
using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>Names in host code: the fields behind GS, as docs/translation.md calls them, and where jumps lead.</summary>
internal sealed class HostNames(Listed listed, Dictionary<int, Link> links, SymbolTable symbols) : ISymbolResolver
{
    private static readonly Dictionary<int, string> Fields = new()
    {
        [ContextLayout.IndexMask] = "mask",
        [ContextLayout.NegatedStackBias] = "negated stack bias",
        [ContextLayout.PollPage] = "poll page",
        [ContextLayout.Exit] = "exit",
        [EngineLayout.BiasTable] = "table",
        [EngineLayout.UserBiasTable] = "user table",
        [EngineLayout.PageMask] = "page mask",
        [EngineLayout.PageBiases] = "pages",
        [EngineLayout.PageMissStub] = "page miss",
        [EngineLayout.MissedAccess] = "missed access",
        [EngineLayout.UpperHalf] = "upper half",
        [EngineLayout.Lent] = "lent",
        [EngineLayout.SourceCorrection] = "source correction",
        [EngineLayout.TargetCorrection] = "target correction",
        [EngineLayout.SlowFlags] = "slow flags",
        [EngineLayout.InterruptFlag] = "interrupt flag",
        [EngineLayout.OtherFlags] = "other flags",
        [EngineLayout.SystemCallStub] = "system call",
        [EngineLayout.SystemReturnStub] = "system return",
        [EngineLayout.InterruptReturnStub] = "interrupt return",
    };

    public bool TryGetSymbol(in Instruction instruction, int operand, int instructionOperand, ulong address, int addressSize, out SymbolResult symbol)
    {
        string? name = instruction.GetOpKind(instructionOperand) switch
        {
            OpKind.NearBranch64 => Target(instruction),
            OpKind.Memory when instruction.SegmentPrefix == Register.GS => Field((int)address),
            _ => null,
        };
        symbol = new SymbolResult(address, name ?? "");
        return name is not null;
    }

    private string Target(in Instruction jump)
    {
        int target = (int)jump.NearBranchTarget;
        if (links.TryGetValue(listed.Region.Start + (int)jump.NextIP - 4, out var link)) return symbols.Describe(link.Target);
        if (target >= 0 && target < listed.Region.Length) return $"+{target:X3}";
        return (listed.Region.Start + target) switch
        {
            Translator.ExitStub => "leave",
            Translator.MissStub => "miss",
            var elsewhere => $"0x{elsewhere:X} of the code cache",
        };
    }

    private static string? Field(int offset)
    {
        if (Fields.TryGetValue(offset, out string? name)) return name;
        int home = offset - EngineLayout.Home;
        if (home is >= 0 and < 16 * 8) return $"home of {(Register.RAX + home / 8).ToString().ToLowerInvariant()}";
        if (offset is >= EngineLayout.TargetTables and < EngineLayout.TurnCounters) return "targets";
        return offset is >= EngineLayout.TurnCounters and < EngineLayout.TurnCounters + 4 * EngineLayout.TurnCounterCount ? "counter" : null;
    }
}
