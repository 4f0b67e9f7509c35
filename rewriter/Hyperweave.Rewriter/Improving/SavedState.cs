using Hyperweave.Rewriting.Finding;
using Hyperweave.Rewriting.Flow;
using Mono.Cecil.Cil;

namespace Hyperweave.Rewriting.Improving;

/// <summary>Code with interrupts off: where it begins, where it ends.</summary>
/// <param name="Carriers">The instructions between that only carry the saved state: its store and loads.</param>
internal sealed record MaskedSection(FoundSite Begin, IReadOnlyList<FoundSite> Ends, IReadOnlyList<Instruction> Carriers);

/// <summary>Follows what SaveAndDisable returns: through a local that nobody else uses, or on the evaluation stack.</summary>
internal static class SavedState
{
    /// <summary>The section, or null when the state goes elsewhere than to Restore.</summary>
    public static MaskedSection? Of(MethodWork work, FoundSite save, List<FoundSite> restores)
    {
        var next = SkipNops(save.Instruction.Next);
        var section = next is not null && Locals.Stored(next, work.Method.Body) is { } local
            ? InLocal(work, save, next, local, restores)
            : OnStack(work, save, restores);
        return section is not null && section.Ends.All(end => work.Flow.EntersOnlyAt(save.Instruction, end.Instruction)) ? section : null;
    }

    private static MaskedSection? InLocal(MethodWork work, FoundSite save, Instruction store, VariableDefinition local, List<FoundSite> restores)
    {
        if (work.Flow.IsJoin(store))
            return null;
        var ends = new List<FoundSite>();
        var carriers = new List<Instruction> { store };
        foreach (var instruction in work.Method.Body.Instructions)
        {
            if (Locals.Addressed(instruction) == local || (instruction != store && Locals.Stored(instruction, work.Method.Body) == local))
                return null;
            if (Locals.Loaded(instruction, work.Method.Body) != local)
                continue;
            var use = SkipNops(instruction.Next);
            if (restores.Find(candidate => candidate.Instruction == use) is not { } restore || work.Flow.IsJoin(use!))
                return null;
            ends.Add(restore);
            carriers.Add(instruction);
        }

        return ends.Count == 0 ? null : new MaskedSection(save, ends, carriers);
    }

    private static MaskedSection? OnStack(MethodWork work, FoundSite save, List<FoundSite> restores)
    {
        var restore = restores.Find(candidate => work.Flow.ArgumentStart(candidate.Instruction, 0) == save.Instruction);
        return restore is not null && IsUntouched(work, save.Instruction, restore.Instruction) ? new MaskedSection(save, [restore], []) : null;
    }

    /// <summary>Nothing between the two reaches down to the state on the stack.</summary>
    private static bool IsUntouched(MethodWork work, Instruction save, Instruction restore)
    {
        var above = 0;
        foreach (var instruction in ControlFlow.Sequence(save.Next, restore))
        {
            above -= StackEffect.Pops(instruction, work.Method);
            if (above < 0)
                return false;
            above += StackEffect.Pushes(instruction);
        }

        return above == 0;
    }

    private static Instruction? SkipNops(Instruction? instruction)
    {
        while (instruction is { OpCode.Code: Code.Nop })
            instruction = instruction.Next;
        return instruction;
    }
}
