using Hyperweave.Catalogue;
using Hyperweave.Rewriting.Finding;
using Hyperweave.Rewriting.Replacing;
using Mono.Cecil.Cil;

namespace Hyperweave.Rewriting.Improving;

/// <summary>
/// A write to a delay port (0x80, 0xED) lets a slow ISA device catch up. The VMM's devices are never slow, so the write goes to a method that
/// makes it on bare metal only.
/// </summary>
internal sealed class DelayWrites(Counterparts counterparts, Improvement improvement) : IImprovementPass
{
    private const string Replacement = "M:Hyperweave.Guest.Woven.BareMetal.Delay(System.UInt16,System.Byte)";

    public void Improve(MethodWork work)
    {
        if (counterparts.Library.Find(Replacement) is not { } delay)
            return;
        foreach (var site in work.Open.Where(site => site.Operation?.Id == "out8" && site.Instruction.OpCode.Code is Code.Call or Code.Callvirt))
        {
            if (work.Flow.ConstantArgument(site.Instruction, site.Target.HasThis ? 1 : 0) is not { } port || PortRange.Find((ulong)port) is not { IsDelay: true })
                continue;
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
