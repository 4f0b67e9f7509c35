using System.Reflection;
using Hyperweave.Hosting;
using Xunit;

namespace Threads.Tests;

/// <summary>
/// A kernel with page tables of its own and preemptive threads, in this process: everything before its first switch of stacks
/// runs, breakpoints in its page-fault handler included.
/// </summary>
public sealed class ThreadsTests
{
    [Fact]
    public void RunsUpToItsFirstSwitchOfStacks()
    {
        using var vm = HostedMachine.Create(Assembly.Load("Threads"));
        var refusal = Assert.Throws<HostedRefusalException>(vm.Run);

        Assert.Equal("Context.Switch", refusal.Operation);
        Assert.StartsWith("Threads.Scheduler.SwitchToNext (Scheduler.cs:", refusal.Place);
        Assert.Equal(
        [
            "Threads: a small kernel",
            "page allocator: the same page again, cleared, none lost",
            "page tables: our own, page 0 absent",
            "null dereference: caught",
            "demand paging: 16 pages touched, 16 faults, sum 120",
        ], vm.Serial.Lines);
        Assert.Equal(16, vm.Interrupts[14]);
    }
}
