using Hyperweave.Rewriting.Finding;
using Hyperweave.Rewriting.Replacing;
using Mono.Cecil.Cil;

namespace Hyperweave.Rewriting.Improving;

/// <summary>
/// The VMM's devices are never slow, so a delay goes to a method that
/// makes it on bare metal only.
/// </summary>
internal sealed class DelayWrites(Counterparts counterparts, Improvement improvement) : IImprovementPass
{
    private const string Replacement = "M:Hyperweave.Guest.Woven.BareMetal.Delay(System.UInt16,System.Byte)";

    public void Improve(MethodWork work)
    {
        if (counterparts.Library.Find(Replacement) is not { } delay)
            return;
        foreach (var site in work.Open.Where(site => site.Instruction.OpCode.Code is Code.Call or Code.Callvirt && Delays.IsDelay(work, site)))
        {
            try
            {
                var replacement = counterparts.For(site, delay);
                work.Done(site, improvement, Replacement);
                MethodEditor.Retarget(site.Instruction, replacement);
            }
            catch (NoAdaptationException)
            {
                // The replacer says why when it comes to the site.
            }
        }
    }
}
