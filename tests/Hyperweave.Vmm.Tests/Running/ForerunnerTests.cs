using Hyperweave.Vmm.Building;
using Hyperweave.Vmm.Host;
using Xunit;

namespace Hyperweave.Vmm.Tests.Running;

public sealed class ForerunnerTests
{
    /// <summary>One that fails would be noticed by nobody: the guest would only start later.</summary>
    [SkippableFact]
    public void ItComesToItsEnd()
    {
        try { HostProcessor.Require(); }
        catch (HostException problem) { Skip.If(true, problem.Message); }
        Assert.Equal(MachineEnding.DebugExit(0), Forerunner.Perform());
    }
}
