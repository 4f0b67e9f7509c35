using Hyperweave.Rewriting.Replacing;
using Mono.Cecil.Cil;

namespace Hyperweave.Rewriting.Improving;

/// <summary>A read of the clock becomes the seqlock over the shared page itself, which the compiler of the image puts in place.</summary>
internal sealed class ClockReads(Counterparts counterparts, Improvement improvement) : IImprovementPass
{
    private const string Replacement = "M:Hyperweave.Guest.Woven.Clock.Nanoseconds";

    public void Improve(MethodWork work)
    {
        if (counterparts.Library.Find(Replacement) is not { } clock)
            return;
        foreach (var site in work.Open)
        {
            if (site.Operation!.Id == "read-clock")
            {
                var replacement = counterparts.For(site, clock);
                work.Done(site, improvement, Replacement);
                MethodEditor.Retarget(site.Instruction, replacement);
            }
            else if (site.Operation.Id is "rdtsc" or "rdtscp" && site.Instruction.OpCode.Code == Code.Call)
            {
                work.Leave(site, improvement, "the counter itself is wanted, not the time; it is read without leaving the guest");
            }
        }
    }
}
