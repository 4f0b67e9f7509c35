using Hyperweave.Rewriting.Finding;
using Hyperweave.Rewriting.Flow;
using Hyperweave.Rewriting.Replacing;
using Mono.Cecil.Cil;

namespace Hyperweave.Rewriting.Improving;

/// <summary>
/// SaveAndDisable with its Restores, and CLI with the STIs behind it, become accesses to the shared page in place. Whether there
/// is a VMM is asked once, at the beginning; a local of the method carries the answer to the end.
/// </summary>
internal sealed class InterruptMasking(Counterparts counterparts, Improvement improvement) : IImprovementPass
{
    private const string Replacement = "T:" + MaskCode.ClassName;

    public void Improve(MethodWork work)
    {
        var sites = work.Open.Where(IsPlainCall).ToList();
        var saves = sites.Where(site => site.Operation!.Id == "save-and-disable").ToList();
        var disables = sites.Where(site => site.Operation!.Id == "cli").ToList();
        var enables = sites.Where(site => site.Operation!.Id == "sti").ToList();
        if (saves.Count + disables.Count + enables.Count == 0 || MaskCode.For(counterparts) is not { } code)
            return;
        var restores = sites.Where(site => site.Operation!.Id == "restore-interrupts").ToList();
        var sections = saves.Select(save => Saved(work, save, restores))
            .Concat(Disabled(work, disables, enables))
            .OfType<MaskedSection>().ToList();
        foreach (var section in sections)
            Weave(work, section, code);
        if (sections.Count != 0)
            work.Edited();
    }

    private static bool IsPlainCall(FoundSite site) =>
        site.Instruction.OpCode.Code == Code.Call && !site.Target.HasThis && site.Instruction.Previous is not { OpCode.OpCodeType: OpCodeType.Prefix };

    /// <summary>The section that a SaveAndDisable begins, when its state goes nowhere but to Restore.</summary>
    private MaskedSection? Saved(MethodWork work, FoundSite save, List<FoundSite> restores)
    {
        var section = SavedState.Of(work, save, restores);
        if (section is null)
            work.Leave(save, improvement, "the saved state goes elsewhere than straight to Restore in this method");
        return section;
    }

    /// <summary>Each CLI with the STIs that control reaches through it alone.</summary>
    private IEnumerable<MaskedSection> Disabled(MethodWork work, List<FoundSite> disables, List<FoundSite> enables)
    {
        var ends = disables.ToDictionary(disable => disable, _ => new List<FoundSite>());
        foreach (var enable in enables)
        {
            var before = disables.LastOrDefault(disable => work.Flow.Position(disable.Instruction) < work.Flow.Position(enable.Instruction));
            if (before is not null && work.Flow.EntersOnlyAt(before.Instruction, enable.Instruction))
                ends[before].Add(enable);
            else
                work.Leave(enable, improvement, "control may reach it without the CLI before it");
        }

        foreach (var (disable, found) in ends)
        {
            if (found.Count != 0)
                yield return new MaskedSection(disable, found, []);
            else
                work.Leave(disable, improvement, "no STI of this method follows it alone");
        }
    }

    private void Weave(MethodWork work, MaskedSection section, MaskCode code)
    {
        var body = work.Method.Body;
        var state = new VariableDefinition(counterparts.Module.TypeSystem.Int32);
        body.Variables.Add(state);
        foreach (var site in section.Ends.Prepend(section.Begin))
            work.Done(site, improvement, Replacement);
        foreach (var instruction in section.Carriers)
            MethodEditor.Become(instruction, OpCodes.Nop);
        MethodEditor.ReplaceBy(body, section.Begin.Instruction, code.Begin(state, saves: section.Begin.Operation!.Id != "cli"));
        foreach (var end in section.Ends)
            MethodEditor.ReplaceBy(body, end.Instruction, code.End(state));
    }
}
