using Hyperweave.Rewriting.Finding;
using Hyperweave.Rewriting.Flow;
using Hyperweave.Rewriting.Replacing;
using Mono.Cecil.Cil;

namespace Hyperweave.Rewriting.Improving;

/// <summary>
/// Operations that nobody would miss: a read without effect whose result is popped, and CLI or STI where the flag is that
/// already.
/// </summary>
internal sealed class DeadOperations(Counterparts counterparts, Improvement improvement) : IImprovementPass
{
    private const string Serialize = "M:Hyperweave.Guest.Woven.BareMetal.Serialize(System.UInt32,System.UInt32)";

    /// <summary>Reads without arguments, effects or faults.</summary>
    private static readonly HashSet<string> reads =
    [
        "pushf", "interrupts-enabled", "read-cr0", "read-cr2", "read-cr3", "read-cr4", "read-cr8", "rdtsc", "read-clock",
        "sgdt", "sidt", "sldt", "str", "smsw",
    ];

    /// <summary>Reads that stay although their result is popped, and why.</summary>
    private static readonly Dictionary<string, string> notPure = new()
    {
        ["in8"] = "the device may change when it is read",
        ["in16"] = "the device may change when it is read",
        ["in32"] = "the device may change when it is read",
        ["rdmsr"] = "a register that does not exist raises #GP",
        ["xgetbv"] = "it raises #UD where the feature is off",
    };

    public void Improve(MethodWork work)
    {
        foreach (var site in work.Open.Where(site => IsCall(site) && Next(site.Instruction) is { OpCode.Code: Code.Pop } pop && !work.Flow.IsJoin(pop)))
            DropRead(work, site);
        DropRepeated(work);
    }

    private static bool IsCall(FoundSite site) => site.Instruction.OpCode.Code == Code.Call && !site.Target.HasThis;

    private void DropRead(MethodWork work, FoundSite site)
    {
        var operation = site.Operation?.Id ?? "";
        if (notPure.TryGetValue(operation, out var reason))
            work.Leave(site, improvement, reason);
        else if (operation == "cpuid" && site.Target.Parameters.Count == 2 && site.Row!.Part.Length == 0)
            SerializeOnly(work, site);
        else if (reads.Contains(operation) && site.Target.Parameters.Count == 0)
            Remove(work, site, Next(site.Instruction)!);
    }

    private void Remove(MethodWork work, FoundSite site, Instruction pop)
    {
        work.Done(site, improvement, "");
        MethodEditor.Become(site.Instruction, OpCodes.Nop);
        MethodEditor.Become(pop, OpCodes.Nop);
    }

    /// <summary>CPUID serializes on bare metal, so it stays there.</summary>
    private void SerializeOnly(MethodWork work, FoundSite site)
    {
        if (counterparts.Library.Find(Serialize) is not { } serialize
            || site.Target.Parameters.Any(parameter => IntegerTypes.Conversion(parameter.ParameterType) is not { Code: Code.Conv_U4 or Code.Conv_I4 }))
            return;
        work.Done(site, improvement, Serialize);
        MethodEditor.Become(Next(site.Instruction)!, OpCodes.Nop);
        MethodEditor.Retarget(site.Instruction, counterparts.Module.ImportReference(serialize));
    }

    private void DropRepeated(MethodWork work)
    {
        FoundSite? last = null;
        foreach (var site in work.Open)
        {
            var operation = site.Operation?.Id;
            if (last is not null && operation is "cli" or "sti" && operation == EffectOf(last) && IsCall(site) && KeepsFlag(work, last.Instruction, site.Instruction))
            {
                work.Done(site, improvement, "");
                MethodEditor.Become(site.Instruction, OpCodes.Nop);
            }
            else if (EffectOf(site) is not null && IsCall(site))
            {
                last = site;
            }
        }
    }

    /// <summary>What the interrupt flag is after it, as the operation that would make it so.</summary>
    private static string? EffectOf(FoundSite site) => site.Operation?.Id switch
    {
        "cli" or "save-and-disable" => "cli",
        "sti" => "sti",
        _ => null,
    };

    /// <summary>Nothing between the two that could change the flag: no other code is called and nothing joins or leaves.</summary>
    private static bool KeepsFlag(MethodWork work, Instruction from, Instruction to) =>
        !ControlFlow.Sequence(from.Next, to.Next).Any(work.Flow.IsJoin)
        && ControlFlow.Sequence(from.Next, to).All(instruction => Quietness.IsQuiet(instruction, work.Method));

    private static Instruction? Next(Instruction instruction)
    {
        var next = instruction.Next;
        while (next is { OpCode.Code: Code.Nop })
            next = next.Next;
        return next;
    }
}
